import type { PoolClient } from '@waris/database';
import type { DmaDay, DmaQuantity, MeterDay } from '../../domain/roll-ups/touched-days.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';

export type Marks = {
  /** Of the marks that were taken, as many as there are for the same day. */
  readonly ids: readonly number[];
  readonly meterDays: readonly MeterDay[];
  readonly dmaDays: readonly DmaDay[];
};

/** FRESH were never tried; DUE failed before and are to be tried again now. */
export type MarkKind = 'FRESH' | 'DUE';

type Row = {
  quantity: ReadingQuantity;
  meterId: string | null;
  dmaId: string | null;
  day: number;
  ids: number[];
};

const takeSql = (ids: string) => `
  select quantity, meter_id as "meterId", dma_id as "dmaId", day - date '1970-01-01' as day,
    array_agg(id) as ids
  from readings.take_marks(${ids})
  group by 1, 2, 3, 4`;
const takeNextSql = takeSql('array(select readings.next_marks($1, $2))');
const takeTheseSql = takeSql('$1');

/** Takes some marks away, in the transaction that does what they ask for. */
export async function takeNextMarks(
  client: PoolClient,
  kind: MarkKind,
  most: number,
): Promise<Marks> {
  return marksOf((await client.query<Row>(takeNextSql, [most, kind === 'DUE'])).rows);
}

/** Takes those of these marks away that are still there. */
export async function takeMarks(client: PoolClient, ids: readonly number[]): Promise<Marks> {
  return marksOf((await client.query<Row>(takeTheseSql, [ids])).rows);
}

function marksOf(rows: readonly Row[]): Marks {
  return {
    ids: rows.flatMap(({ ids }) => ids),
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

/** Marks days of meters whose readings the neighbour rules judged anew. */
export async function markDays(client: PoolClient, days: readonly MeterDay[]): Promise<void> {
  await insertMarks(
    client,
    'meter_id',
    days.map(({ meterId, ...day }) => ({ ...day, id: meterId })),
  );
}

/** Marks days of DMAs that are to be computed apart from those of their meters. */
export async function markDmaDays(client: PoolClient, days: readonly DmaDay[]): Promise<void> {
  await insertMarks(
    client,
    'dma_id',
    days.map(({ dmaId, ...day }) => ({ ...day, id: dmaId })),
  );
}

type Marked = { readonly quantity: ReadingQuantity; readonly day: number; readonly id: string };

async function insertMarks(
  client: PoolClient,
  column: 'meter_id' | 'dma_id',
  days: readonly Marked[],
): Promise<void> {
  if (days.length === 0) return;
  await client.query(
    `insert into readings.touched_days (quantity, ${column}, day)
     select quantity, id, date '1970-01-01' + day
     from unnest($1::text[], $2::uuid[], $3::integer[]) as t (quantity, id, day)`,
    [days.map(({ quantity }) => quantity), days.map(({ id }) => id), days.map(({ day }) => day)],
  );
}
