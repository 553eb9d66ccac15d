import type { PoolClient } from '@waris/database';
import type { DmaDay, DmaQuantity, MeterDay } from '../../domain/roll-ups/touched-days.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';

export type Marks = {
  readonly meterDays: readonly MeterDay[];
  readonly dmaDays: readonly DmaDay[];
};

type Row = {
  quantity: ReadingQuantity;
  meterId: string | null;
  dmaId: string | null;
  day: number;
};

const takeSql = `
  with taken as (
    delete from readings.touched_days
    where id in (select id from readings.touched_days order by id limit $1)
    returning quantity, meter_id, dma_id, day - date '1970-01-01' as day
  )
  select distinct quantity, meter_id as "meterId", dma_id as "dmaId", day from taken`;

/** Takes the oldest marks away, in the transaction that does what they ask for. */
export async function takeMarks(client: PoolClient, most: number): Promise<Marks> {
  const { rows } = await client.query<Row>(takeSql, [most]);
  return {
    meterDays: rows.flatMap(({ quantity, meterId, day }) =>
      meterId === null ? [] : [{ quantity, meterId, day }],
    ),
    dmaDays: rows.flatMap(({ quantity, dmaId, day }) =>
      dmaId === null || !isOfDma(quantity) ? [] : [{ quantity, dmaId, day }],
    ),
  };
}

function isOfDma(quantity: ReadingQuantity): quantity is DmaQuantity {
  return quantity !== 'REGISTER';
}

/** Marks days whose readings the neighbour rules judged anew. */
export async function markDays(client: PoolClient, days: readonly MeterDay[]): Promise<void> {
  if (days.length === 0) return;
  await client.query(
    `insert into readings.touched_days (quantity, meter_id, day)
     select quantity, meter_id, date '1970-01-01' + day
     from unnest($1::text[], $2::uuid[], $3::integer[]) as t (quantity, meter_id, day)`,
    [
      days.map(({ quantity }) => quantity),
      days.map(({ meterId }) => meterId),
      days.map(({ day }) => day),
    ],
  );
}

const dmaDaysSql = `
  with touched as (
    select * from unnest($1::text[], $2::uuid[], $3::integer[]) as t (quantity, meter_id, day)
  )
  select m.dma_id as "dmaId", 'FLOW' as quantity, t.day
  from touched t
  join dma.published_dma_flow_meters m on m.meter_id = t.meter_id
  where t.quantity = 'FLOW'
  union
  select m.dma_id, 'PRESSURE', t.day
  from touched t
  join dma.published_meters m on m.id = t.meter_id
  where t.quantity = 'PRESSURE' and m.kind = 'pressure' and m.dma_id is not null
  union
  -- A level that was read on one day also ends the last bucket of the day before.
  select k.dma_id, 'FLOW', t.day - before
  from touched t
  join dma.published_tank_level_meters m on m.meter_id = t.meter_id
  join dma.published_tanks k on k.id = m.tank_id
  cross join generate_series(0, 1) as before
  where t.quantity = 'PRESSURE'`;

/** The days of DMAs that are summed up from days of meters. */
export async function dmaDaysOf(
  client: PoolClient,
  days: readonly MeterDay[],
): Promise<readonly DmaDay[]> {
  const { rows } = await client.query<DmaDay>(dmaDaysSql, [
    days.map(({ quantity }) => quantity),
    days.map(({ meterId }) => meterId),
    days.map(({ day }) => day),
  ]);
  return rows;
}
