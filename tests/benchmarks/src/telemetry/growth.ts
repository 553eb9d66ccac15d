import type { Gateway } from '@waris/gateway';
import { serviceClaims } from '@waris/service-kit';
import type pg from 'pg';
import type { Benchmark, BenchmarkReport } from '../benchmark.ts';
import { makeBranch } from '../make-branch.ts';
import { withServer, type ServerWorld } from '../with-server.ts';
import { compare } from './compare.ts';
import { uploadRate } from './upload.ts';

const meterCounts = [1_000, 10_000, 100_000] as const;
const metersOfDma = 100;
const steps = 4;

type Grown = {
  readonly meters: number;
  readonly ingestMicros: number;
  readonly rollUpMicros: number;
  readonly dayMs: number;
};

/** What an hour of a utility costs, the larger it is. */
export const growth: Benchmark = {
  name: 'growth',
  description: 'an hour of readings at 1,000, 10,000 and 100,000 meters: taken in, rolled up, read',
  run: (world, { report }) =>
    withServer(world, async (running) => {
      const grown: Grown[] = [];
      for (const meters of meterCounts) {
        grown.push(
          await measureHour(running, meters, (step) => report(`${meters} meters: ${step}`)),
        );
      }
      return reportOf(grown);
    }),
};

async function measureHour(
  world: ServerWorld,
  meters: number,
  report: (step: string) => void,
): Promise<Grown> {
  const { client, gateway, rollUp, server } = world;
  const serialPrefix = `G${meters}-`;
  const readings = meters * steps;
  report('made');
  const dmaCode = await makeMeters(client, meters, serialPrefix);
  report('read');
  const rate = await uploadRate({
    url: `${server.gatewayUrl}/ingest/readings?quantity=flow&unit=m3/h&onError=skip`,
    format: 'NDJSON',
    serialPrefix,
    meterCount: meters,
    startMs: Date.UTC(2026, 4, 1),
    rows: readings,
    prepared: true,
  });
  report('rolled up');
  const startedAt = performance.now();
  await rollUp();
  const rollUpMicros = (1_000 * (performance.now() - startedAt)) / readings;
  report('asked for');
  const dayMs = await readDay(gateway, client, dmaCode);
  return { meters, ingestMicros: 1e6 / rate, rollUpMicros, dayMs };
}

function reportOf(grown: readonly Grown[]): BenchmarkReport {
  return {
    tables: [
      {
        title: 'An hour of readings, each 15 minutes',
        columns: ['meters', 'taken in, µs a reading', 'rolled up, µs a reading', "a DMA's day, ms"],
        rows: grown.map(({ meters, ingestMicros, rollUpMicros, dayMs }) => [
          meters,
          Number(ingestMicros.toFixed(1)),
          Number(rollUpMicros.toFixed(1)),
          Number(dayMs.toFixed(2)),
        ]),
      },
    ],
    figures: Object.fromEntries(
      grown.flatMap(({ meters, ...costs }) =>
        Object.entries(costs).map(([name, value]) => [`${name}At${meters}`, value]),
      ),
    ),
    notes: [
      `A DMA for each ${metersOfDma} meters: an inlet, and customers. Four readings of each meter, so that a day's roll-up is of four readings, not of 96: the dearest there is.`,
      'Times of one run; compare columns, not machines.',
    ],
  };
}

/** Returns the code of one of the DMAs. */
async function makeMeters(client: pg.Client, count: number, prefix: string): Promise<string> {
  const { regionId, branchId } = await makeBranch(client, prefix);
  await client.query(
    `insert into dma.dmas (id, region_id, branch_id, code, name_th, name_en, created_at, updated_at)
     select gen_random_uuid(), $1, $2, $3 || n, 'ทดสอบ', 'Benchmark', now(), now()
     from generate_series(0, $4::integer - 1) as n`,
    [regionId, branchId, prefix, count / metersOfDma],
  );
  await client.query(
    `insert into dma.meters (id, branch_id, dma_id, serial_number, kind, state, created_at, updated_at)
     select gen_random_uuid(), $1, d.id, $2 || n, case when n % $3 = 0 then 'zone' else 'customer' end,
       'active', now(), now()
     from generate_series(0, $4::integer - 1) as n
     join dma.dmas d on d.code = $2 || (n / $3::integer) and d.branch_id = $1`,
    [branchId, prefix, metersOfDma, count],
  );
  await client.query('analyze');
  return `${prefix}0`;
}

const dayQuery = `query ($code: String!, $period: PeriodInput!) {
  dma(code: $code) { flowSeries(period: $period, resolution: FIFTEEN_MINUTES) { values } }
}`;

async function readDay(gateway: Gateway, client: pg.Client, code: string): Promise<number> {
  const period = { from: '2026-05-01T00:00:00Z', to: '2026-05-02T00:00:00Z' };
  const { oursMs } = await compare({
    name: 'a day of a DMA',
    times: 20,
    ours: async () => {
      const { errors } = await gateway.execute({
        query: dayQuery,
        variables: { code, period },
        viewer: serviceClaims('benchmark'),
      });
      if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join(' '));
    },
    bare: () => client.query('select 1'),
  });
  return oursMs;
}
