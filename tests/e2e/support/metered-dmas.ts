import type { Column } from './crossing-query.ts';

export type MeteredDma = {
  readonly flowSeries: { readonly values: Column };
  readonly tanks: readonly unknown[];
  readonly inlets: readonly {
    readonly direction: 'IN' | 'OUT';
    readonly meter: {
      readonly readings: { readonly at: readonly string[]; readonly values: Column };
    };
  }[];
};

export const meteredDmas = `query ($period: PeriodInput!) {
  dmas { nodes {
    flowSeries(period: $period, resolution: FIFTEEN_MINUTES) { values }
    tanks { code }
    inlets { direction meter { readings(period: $period) { at values } } }
  } }
}`;

/** The signed sum over an area's meters in one quarter of an hour; NaN when one is silent. */
export function netOf({ inlets }: MeteredDma, bucket: number, startMs: number): number {
  const at = startMs + bucket * 900_000;
  return inlets.reduce((sum, { direction, meter }) => {
    const index = meter.readings.at.findIndex((instant) => Date.parse(instant) === at);
    const value = meter.readings.values[index] ?? Number.NaN;
    return direction === 'IN' ? sum + value : sum - value;
  }, 0);
}
