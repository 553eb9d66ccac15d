import type { PoolClient } from '@waris/database';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { floatArray, smallintArray } from '../binary-arrays.ts';
import { tableOf } from '../reading-tables.ts';

/** A reading whose quality code is another now. */
export type JudgedReading = {
  readonly meterId: string;
  readonly at: number;
  readonly code: number;
};

/** Writes quality codes of readings that lie as rows. */
export async function writeCodes(
  client: PoolClient,
  quantity: ReadingQuantity,
  judged: readonly JudgedReading[],
): Promise<void> {
  if (judged.length === 0) return;
  const at = Float64Array.from(judged, (one) => one.at);
  await client.query(
    `update readings.${tableOf[quantity].table} r
     set quality_code = j.code
     from unnest($1::uuid[], $2::double precision[], $3::smallint[]) as j (meter_id, at, code)
     where r.meter_id = j.meter_id and r.recorded_at = to_timestamp(j.at / 1000)
       and r.recorded_at between to_timestamp($4::double precision / 1000)
         and to_timestamp($5::double precision / 1000)`,
    [
      judged.map(({ meterId }) => meterId),
      floatArray(at),
      smallintArray(Uint8Array.from(judged, ({ code }) => code)),
      at.reduce((least, one) => Math.min(least, one)),
      at.reduce((greatest, one) => Math.max(greatest, one)),
    ],
  );
}
