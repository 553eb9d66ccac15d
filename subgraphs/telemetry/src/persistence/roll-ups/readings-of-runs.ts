import type { PoolClient } from '@waris/database';
import { startOfDayMs, type MeterRun } from '../../domain/roll-ups/touched-days.ts';
import { meterKinds, type MeterKind, type ReadingQuantity } from '../../domain/quantity.ts';
import { instantArray, unpackFloats, unpackInstants } from '../packed-columns.ts';

/** Readings of a run and of the stretch around it, by time. */
export type RunReadings = {
  readonly at: Float64Array;
  /** What was read. */
  readonly values: Float64Array;
  /** What is summed up: of a register the consumption, NaN where it is not known. */
  readonly amounts: Float64Array;
  readonly codes: Uint8Array;
};

type Row = { place: number; at: Buffer; values: Buffer; amounts: Buffer | null; codes: Buffer };

const source = {
  FLOW: { name: 'flow_values', value: 'flow_m3_per_hour', amount: null },
  PRESSURE: { name: 'pressure_values', value: 'pressure_m', amount: null },
  REGISTER: { name: 'register_values', value: 'register_m3', amount: 'consumption_m3' },
} as const;

function readSql(quantity: ReadingQuantity): string {
  const { name, value, amount } = source[quantity];
  const floats = (column: string) =>
    `string_agg(float8send(coalesce(r.${column}, 'NaN')), '' order by r.recorded_at)`;
  return `
    select s.place, string_agg(timestamptz_send(r.recorded_at), '' order by r.recorded_at) as at,
      ${floats(value)} as values, ${amount === null ? 'null' : floats(amount)} as amounts,
      string_agg(int2send(r.quality_code), '' order by r.recorded_at) as codes
    from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) with ordinality
      as s (meter_id, from_at, to_at, place)
    cross join lateral readings.${name}(s.meter_id, s.from_at, s.to_at) r
    group by s.place`;
}

const nothing = new Float64Array();
const noReadings = { at: nothing, values: nothing, amounts: nothing, codes: new Uint8Array() };

/** Readings of each run, and `marginMs` of time before and after it. */
export async function readRuns(
  client: PoolClient,
  quantity: ReadingQuantity,
  runs: readonly (MeterRun & { readonly marginMs: number })[],
): Promise<readonly RunReadings[]> {
  const { rows } = await client.query<Row>(readSql(quantity), [
    runs.map(({ meterId }) => meterId),
    instantArray(runs.map(({ firstDay, marginMs }) => startOfDayMs(firstDay) - marginMs)),
    instantArray(runs.map(({ lastDay, marginMs }) => startOfDayMs(lastDay + 1) + marginMs)),
  ]);
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return runs.map((_, index) => {
    const row = byPlace.get(index + 1);
    if (row === undefined) return noReadings;
    const values = unpackFloats(row.values);
    const amounts = row.amounts === null ? values : unpackFloats(row.amounts);
    return { at: unpackInstants(row.at), values, amounts, codes: unpackCodes(row.codes) };
  });
}

/** `string_agg(int2send(x), '')` of numbers below 256. */
function unpackCodes(packed: Buffer): Uint8Array {
  return Uint8Array.from({ length: packed.length / 2 }, (_, i) => packed[i * 2 + 1] ?? 0);
}

/** Kinds of meters; those that network no longer knows are absent. */
export async function kindsOf(
  client: PoolClient,
  meterIds: readonly string[],
): Promise<ReadonlyMap<string, MeterKind>> {
  const { rows } = await client.query<{ id: string; kind: string }>(
    'select id, kind from dma.published_meters where id = any($1::uuid[])',
    [meterIds],
  );
  return new Map(
    rows.flatMap(({ id, kind }) => {
      const known = meterKinds.find((one) => one === kind);
      return known === undefined ? [] : [[id, known] as const];
    }),
  );
}
