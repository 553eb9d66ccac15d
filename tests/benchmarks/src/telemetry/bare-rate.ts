import pg from 'pg';
import { copyIn, encodeCopy } from './copy-in.ts';

const batchRows = 20_000;

export type BareOptions = {
  readonly postgresUrl: string;
  readonly meterIds: readonly string[];
  readonly startMs: number;
  readonly rows: number;
};

/**
 * Rows each second of the least that any ingest has to do: bytes that are ready copied to a
 * temporary table, from there into the table of readings, twenty thousand in a transaction.
 */
export async function bareRate(options: BareOptions): Promise<number> {
  const batches = batchesOf(options);
  const client = new pg.Client({ connectionString: options.postgresUrl });
  await client.connect();
  try {
    const days = options.rows / options.meterIds.length / 96;
    await client.query(`select readings.ensure_partitions('flow_readings', $1, $2)`, [
      new Date(options.startMs),
      new Date(options.startMs + days * 86_400_000),
    ]);
    const startedAt = performance.now();
    for (const batch of batches) await storeBatch(client, batch);
    return (1000 * options.rows) / (performance.now() - startedAt);
  } finally {
    await client.end();
  }
}

async function storeBatch(client: pg.Client, batch: Buffer): Promise<void> {
  await client.query('begin');
  await client.query(
    'create temp table incoming (meter_id uuid, at timestamptz, value double precision) on commit drop',
  );
  await copyIn(client, 'copy incoming from stdin (format binary)', batch);
  await client.query(
    `insert into readings.flow_readings (meter_id, recorded_at, flow_m3_per_hour, source)
     select meter_id, at, value, 'bare' from incoming on conflict (meter_id, recorded_at) do nothing`,
  );
  await client.query('commit');
}

function batchesOf({ meterIds, startMs, rows }: BareOptions): Buffer[] {
  return Array.from({ length: Math.ceil(rows / batchRows) }, (_, batch) => {
    const from = batch * batchRows;
    const length = Math.min(batchRows, rows - from);
    return encodeCopy(
      Array.from({ length }, (_row, offset) => {
        const row = from + offset;
        return {
          meterId: meterIds[row % meterIds.length] ?? '',
          at: startMs + Math.floor(row / meterIds.length) * 900_000,
          value: (row % 977) / 10,
        };
      }),
    );
  });
}
