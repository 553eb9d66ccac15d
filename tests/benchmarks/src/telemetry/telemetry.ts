import { newId } from '@waris/service-kit';
import pg from 'pg';
import type { Benchmark, BenchmarkReport, BenchmarkServer } from '../benchmark.ts';
import { bareRate } from './bare-rate.ts';
import { memoryRiseOf } from './peak-memory.ts';
import { uploadRate, type Upload } from './upload.ts';

const meterCount = 1_000;
const rounds = 3;
const roundRows = { embedded: 100_000, server: 400_000 };
const longRows = 2_000_000;

type Meters = { readonly ids: readonly string[]; readonly serialNumbers: readonly string[] };

/** How fast readings come in over HTTP, beside bare SQL on the same server in the same run. */
export const telemetry: Benchmark = {
  name: 'telemetry',
  description: 'ingest over HTTP beside a bare COPY on the same server, and its memory',
  run: async ({ server }, { report }) => {
    if (server === undefined) throw new Error('This benchmark measures a server.');
    const meters = await makeMeters(server.postgresUrl);
    const rows = roundRows[server.embedded ? 'embedded' : 'server'];
    const send = (upload: Pick<Upload, 'format' | 'startMs' | 'rows'> & { prepared?: boolean }) =>
      uploadRate({
        prepared: true,
        ...upload,
        url: `${server.gatewayUrl}/ingest/readings?quantity=flow&unit=m3/h&onError=skip`,
        serialNumbers: meters.serialNumbers,
      });
    const startMs = spans();
    report(`${longRows} rows in one request`);
    // First, from idle; it also warms up what is measured next.
    const start = startMs();
    const rise = await memoryRiseOf(() =>
      send({ format: 'NDJSON', startMs: start, rows: longRows, prepared: false }),
    );
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      report(`round ${round} of ${rounds}`);
      measured.push({
        bare: await bareRate({
          postgresUrl: server.postgresUrl,
          meterIds: meters.ids,
          startMs: startMs(),
          rows,
        }),
        ndjson: await send({ format: 'NDJSON', startMs: startMs(), rows }),
        csv: await send({ format: 'CSV', startMs: startMs(), rows }),
      });
    }
    return reportOf(measured, rise, server);
  },
};

type Round = { readonly bare: number; readonly ndjson: number; readonly csv: number };

/** Starts of stretches of time that do not meet, so that every reading is new. */
function spans(): () => number {
  let year = 2000;
  return () => Date.UTC(year++, 0, 1);
}

async function makeMeters(postgresUrl: string): Promise<Meters> {
  const ids = Array.from({ length: meterCount }, () => newId());
  const serialNumbers = ids.map((_, index) => `BENCH-${index}`);
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    const [region, branch] = [newId(), newId()];
    await client.query(
      `insert into dma.regions (id, code, name_th, name_en, created_at, updated_at)
       values ($1, 'BENCH', 'ทดสอบ', 'Benchmark', now(), now())`,
      [region],
    );
    await client.query(
      `insert into dma.branches (id, region_id, code, name_th, name_en, created_at, updated_at)
       values ($1, $2, 'BENCH', 'ทดสอบ', 'Benchmark', now(), now())`,
      [branch, region],
    );
    await client.query(
      `insert into dma.meters (id, branch_id, serial_number, kind, state, created_at, updated_at)
       select id, $1, serial_number, 'zone', 'active', now(), now()
       from unnest($2::uuid[], $3::text[]) as m (id, serial_number)`,
      [branch, ids, serialNumbers],
    );
  } finally {
    await client.end();
  }
  return { ids, serialNumbers };
}

function reportOf(
  measured: readonly Round[],
  rise: number,
  { embedded }: BenchmarkServer,
): BenchmarkReport {
  const median = (name: keyof Round) =>
    measured.map((round) => round[name]).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ??
    Number.NaN;
  const bare = median('bare');
  return {
    tables: [
      {
        title: 'Readings taken in, rows/s',
        columns: ['round', 'bare COPY and insert', 'HTTP, NDJSON', 'HTTP, CSV'],
        rows: measured.map((round, index) => [
          String(index + 1),
          Math.round(round.bare),
          Math.round(round.ndjson),
          Math.round(round.csv),
        ]),
      },
    ],
    figures: {
      bareRowsPerSecond: Math.round(bare),
      ndjsonRowsPerSecond: Math.round(median('ndjson')),
      csvRowsPerSecond: Math.round(median('csv')),
      ndjsonToBareRatio: median('ndjson') / bare,
      csvToBareRatio: median('csv') / bare,
      memoryRiseMb: rise,
    },
    notes: [
      'Bare: binary bytes made beforehand, copied to a temporary table and inserted on conflict, 20,000 rows a transaction, one connection.',
      'HTTP: one client process, body made beforehand; gateway, telemetry and checks in this process; medians of three rounds.',
      `The memory is what this process${embedded ? ', the embedded database within it,' : ''} rose by during ${longRows} rows in one request.`,
    ],
  };
}
