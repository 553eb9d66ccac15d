import type { Column } from './crossing-query.ts';
import type { DemoTruth } from './demo-truth.ts';
import type { GraphClient } from './graph-client.ts';

export type NightDma = {
  readonly code: string;
  readonly minimumNightFlow: { readonly days: readonly string[]; readonly leakageM3PerDay: Column };
};

export function relativeErrors(
  { code, minimumNightFlow }: NightDma,
  { dmas }: DemoTruth,
): number[] {
  const real = dmas.find(({ dmaCode }) => dmaCode === code)?.leakageM3PerDay ?? [];
  expect(minimumNightFlow.days).toHaveLength(real.length);
  return minimumNightFlow.leakageM3PerDay.flatMap((found, day) => {
    const expected = real[day] ?? Number.NaN;
    return found === null ? [] : [Math.abs(found - expected) / expected];
  });
}

/** Between the last two readings of the customers' meters: a later balance knows no consumption. */
export async function billedMonth(
  client: GraphClient,
  { startAt, endAt }: DemoTruth,
): Promise<object> {
  const { meters } = await client.get<{
    meters: { nodes: readonly [{ readings: { at: readonly string[] } }] };
  }>(
    `query ($period: PeriodInput!) {
      meters(first: 1, kind: CUSTOMER) { nodes { readings(period: $period) { at } } }
    }`,
    { period: { from: startAt, to: endAt } },
  );
  const [from, to] = meters.nodes[0].readings.at.slice(-2);
  return { from, to };
}
