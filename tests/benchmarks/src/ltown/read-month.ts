import type { Gateway } from '@waris/gateway';
import { serviceClaims } from '@waris/service-kit';
import { z } from 'zod';

const query = `query Month($code: String!, $period: PeriodInput!) {
  dma(code: $code) {
    flowSeries(period: $period, resolution: HOUR) { values completenessRatio }
    minimumNightFlow(period: $period, method: FIXED_WINDOW) {
      days minimumNightFlowM3PerHour leakageM3PerDay
    }
  }
}`;

const answerSchema = z.object({
  dma: z.object({
    flowSeries: z.object({
      values: z.array(z.number().nullable()),
      completenessRatio: z.number(),
    }),
    minimumNightFlow: z.object({
      days: z.array(z.string()),
      minimumNightFlowM3PerHour: z.array(z.number().nullable()),
      leakageM3PerDay: z.array(z.number().nullable()),
    }),
  }),
});

type Dma = z.infer<typeof answerSchema>['dma'];

/** One month of the whole network, as the graph tells it. */
export type Month = {
  /** `2019-01`. */
  readonly name: string;
  /** Sum over the DMAs and over `hours`. */
  readonly netInflowM3: number;
  /** The local hours for which every DMA has a value: `2019-01-31 23`. */
  readonly hours: readonly string[];
  readonly completenessRatio: number;
  /** Sum of the days whose night is known. */
  readonly leakageM3: number;
  readonly nights: readonly { readonly day: string; readonly flowM3PerHour: number }[];
};

/** `start` is the first local day of the month: `2019-01-01`. */
export async function readMonth(
  gateway: Gateway,
  dmaCodes: readonly string[],
  start: string,
): Promise<Month> {
  const from = new Date(`${start}T00:00:00+07:00`);
  const [year = 0, month = 0] = start.split('-').map(Number);
  const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  const to = new Date(`${next}T00:00:00+07:00`);
  const dmas = await Promise.all(dmaCodes.map((code) => readDma(gateway, code, { from, to })));

  const flows = sumColumns(dmas.map((dma) => dma.flowSeries.values));
  const nightFlows = sumColumns(dmas.map((dma) => dma.minimumNightFlow.minimumNightFlowM3PerHour));
  const leakage = sumColumns(dmas.map((dma) => dma.minimumNightFlow.leakageM3PerDay));
  const known = flows.flatMap((flow, hour) => (flow === null ? [] : [{ flow, hour }]));
  return {
    name: start.slice(0, 7),
    netInflowM3: known.reduce((sum, { flow }) => sum + flow, 0),
    hours: known.map(({ hour }) => localHour(from, hour)),
    completenessRatio: known.length / flows.length,
    leakageM3: leakage.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    nights: (dmas[0]?.minimumNightFlow.days ?? []).flatMap((day, index) => {
      const flow = nightFlows[index] ?? null;
      return flow === null ? [] : [{ day, flowM3PerHour: flow }];
    }),
  };
}

async function readDma(
  gateway: Gateway,
  code: string,
  period: { from: Date; to: Date },
): Promise<Dma> {
  const { data, errors } = await gateway.execute({
    query,
    variables: {
      code,
      period: { from: period.from.toISOString(), to: period.to.toISOString() },
    },
    viewer: serviceClaims('benchmark'),
  });
  if (errors !== undefined) throw new Error(errors.map((error) => error.message).join(' '));
  return answerSchema.parse(data).dma;
}

/** Sum by position; null where any column is. */
function sumColumns(columns: readonly (readonly (number | null)[])[]): readonly (number | null)[] {
  const [first = []] = columns;
  return first.map((_, index) => {
    const values = columns.map((column) => column[index] ?? null);
    return values.includes(null)
      ? null
      : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  });
}

function localHour(from: Date, hour: number): string {
  const bangkok = new Date(from.getTime() + (hour + 7) * 3_600_000);
  return bangkok.toISOString().slice(0, 13).replace('T', ' ');
}
