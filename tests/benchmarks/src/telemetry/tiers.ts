import { join } from 'node:path';
import { newId } from '@waris/service-kit';
import type pg from 'pg';
import type { Benchmark, BenchmarkReport, BenchmarkWorld } from '../benchmark.ts';
import { readColumns } from '../read-columns.ts';
import { withServer } from '../with-server.ts';

type Source = {
  readonly name: string;
  readonly file: string;
  readonly minutes: number;
  /** From the unit of the file to the one that is stored. */
  readonly factor: number;
  readonly table: string;
  readonly value: string;
  readonly firstDay: string;
};

const sources: readonly Source[] = [
  {
    name: 'BWDF, flow each hour, L/s',
    file: 'bwdf/dma_inflow_hourly_Ls.csv.gz',
    minutes: 60,
    factor: 3.6,
    table: 'flow_readings',
    value: 'flow_m3_per_hour',
    firstDay: '2025-01-01',
  },
  {
    name: 'L-TOWN, flow each 5 minutes',
    file: 'battledim/scada_2019h1_flows_m3h.csv.gz',
    minutes: 5,
    factor: 1,
    table: 'flow_readings',
    value: 'flow_m3_per_hour',
    firstDay: '2025-04-01',
  },
  {
    name: 'L-TOWN, pressure each 15 minutes',
    file: 'battledim/simulated_2019h1_pressures_m.csv.gz',
    minutes: 15,
    factor: 1,
    table: 'pressure_readings',
    value: 'pressure_m',
    firstDay: '2025-07-01',
  },
];

// Between the age at which days are packed and that at which they go to the archive.
const days = 21;
// Packed, each day lies by itself: pieces may overlap, for so many meters that the least size of a
// table does not count. Files are compressed as a whole: there none may say what another says.
const daysBetweenPacked = 7;
const daysBetweenArchived = days;
const mostMeters = 800;
const dayMs = 86_400_000;

/** What a reading takes in each tier, of real readings. */
export const tiers: Benchmark = {
  name: 'tiers',
  description: 'bytes that a reading takes as a row, packed, and in the archive, indexes included',
  run: (world, { dataFolder, report }) =>
    withServer(world, async ({ client, retain }) => {
      const measured: Measured[] = [];
      for (const source of sources) {
        report(source.name);
        measured.push(await measure(client, retain, dataFolder, source));
      }
      return reportOf(measured);
    }),
};

type Measured = {
  readonly name: string;
  readonly readings: number;
  readonly row: number;
  readonly packed: number;
  readonly archived: number;
};

function reportOf(measured: readonly Measured[]): BenchmarkReport {
  const greatest = (of: (one: Measured) => number) => Math.max(...measured.map(of));
  return {
    tables: [
      {
        title: 'Bytes a reading, indexes and lists of files included',
        columns: ['readings of', 'count', 'rows', 'packed', 'archive'],
        rows: measured.map((one) => [
          one.name,
          one.readings,
          Number(one.row.toFixed(0)),
          Number(one.packed.toFixed(1)),
          Number(one.archived.toFixed(1)),
        ]),
      },
    ],
    figures: {
      greatestBytesPacked: greatest(({ packed }) => packed),
      greatestBytesArchived: greatest(({ archived }) => archived),
    },
    notes: [
      `Pieces of ${days} days of each column of the file, each as a meter of its own; for rows and packed days one from each week, for the archive none that overlap. The newest day of a meter stays a row.`,
    ],
  };
}

async function measure(
  client: pg.Client,
  retain: BenchmarkWorld['retain'],
  dataFolder: string,
  source: Source,
): Promise<Measured> {
  const start = Date.parse(`${source.firstDay}T00:00:00Z`);
  const file = join(dataFolder, source.file);
  const rows = await put(client, await piecesOf(file, source, daysBetweenPacked), source);
  const rowBytes = await bytesOf(client, 'rows');
  await retain(new Date(start + (days + 8) * dayMs));
  const packed = await countOf(client, 'packed_days');
  const packedBytes = await bytesOf(client, 'packed');
  await forget(client, source.table);

  await put(client, await piecesOf(file, source, daysBetweenArchived), source);
  await retain(new Date(start + (days + 45) * dayMs));
  const archived = await countOf(client, 'archive_files');
  const archivedBytes = await bytesOf(client, 'archive');
  await forget(client, source.table);
  if (packed === 0 || archived === 0) throw new Error(`${source.name}: nothing was moved.`);
  return {
    name: source.name,
    readings: rows,
    row: rowBytes / rows,
    packed: packedBytes / packed,
    archived: archivedBytes / archived,
  };
}

async function piecesOf(
  file: string,
  { minutes, factor }: Source,
  daysBetween: number,
): Promise<readonly number[][]> {
  const { columns } = await readColumns(file);
  const length = (days * 24 * 60) / minutes;
  const step = (daysBetween * 24 * 60) / minutes;
  const pieces = Array.from(columns.values()).flatMap((column) =>
    Array.from({ length: Math.floor((column.length - length) / step) + 1 }, (_, index) =>
      Array.from(column.subarray(index * step, index * step + length), (value) => value * factor),
    ),
  );
  return pieces.filter((piece) => !piece.every(Number.isNaN)).slice(0, mostMeters);
}

async function put(
  client: pg.Client,
  pieces: readonly number[][],
  { table, value, minutes, firstDay }: Source,
): Promise<number> {
  const start = new Date(`${firstDay}T00:00:00Z`);
  const end = new Date(start.getTime() + days * dayMs - 1);
  await client.query('select readings.ensure_partitions($1, $2, $3)', [table, start, end]);
  let count = 0;
  for (const piece of pieces) {
    const { rowCount } = await client.query(
      `insert into readings.${table} (meter_id, recorded_at, ${value}, source)
       select $1, $2::timestamptz + (place - 1) * $3 * interval '1 minute', value, 'benchmark'
       from unnest($4::double precision[]) with ordinality as v (value, place)
       where value <> 'NaN'`,
      [newId(), start, minutes, piece],
    );
    count += rowCount ?? 0;
  }
  return count;
}

const tierSql = {
  rows: `select sum(pg_total_relation_size(c.oid))::float8 as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and (n.nspname = 'readings' and c.relname ~ '_readings_\\d{4}_'
      or n.nspname = '_timescaledb_internal' and c.relname ~ '_chunk$')`,
  packed: `select sum(pg_total_relation_size(t))::float8 as bytes
    from unnest(array['readings.packed_days', 'readings.packed_series', 'readings.packed_headers']::regclass[]) as t`,
  archive: `select (select sum(byte_count) from readings.archive_files where state = 'kept')::float8
      + sum(pg_total_relation_size(t))::float8 as bytes
    from unnest(array['readings.archive_files', 'readings.archived_days']::regclass[]) as t`,
} as const;

async function bytesOf(client: pg.Client, tier: keyof typeof tierSql): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(tierSql[tier]);
  return rows[0]?.bytes ?? 0;
}

async function countOf(client: pg.Client, table: 'packed_days' | 'archive_files'): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select coalesce(sum(reading_count), 0)::float8 as count from readings.${table}`,
  );
  return rows[0]?.count ?? 0;
}

/** So that the next source is measured alone. */
async function forget(client: pg.Client, table: string): Promise<void> {
  await client.query(
    `truncate readings.${table}, readings.packed_days, readings.packed_series, readings.packed_headers,
       readings.archived_days, readings.archive_files cascade`,
  );
}
