import type pg from 'pg';
import type { Benchmark, BenchmarkReport, BenchmarkWorld } from '../benchmark.ts';
import { makeBranch } from '../make-branch.ts';
import { memoryRiseOf } from '../peak-memory.ts';
import { withServer } from '../with-server.ts';

const counts = [100, 1_000] as const;
const days = 90;
const lastDay = '2026-06-30';

/** What it takes the service to look for bursts, faults and night excess in many DMAs. */
export const judging: Benchmark = {
  name: 'judging',
  description: `seconds and memory that judging ${days} days of 100 and of 1,000 DMAs takes the service`,
  run: (world, { report }) =>
    withServer(world, async ({ client, judgeOnce }) => {
      const measured: Measured[] = [];
      for (const count of counts) {
        report(`roll-ups of ${count} DMAs`);
        await makeDmas(client, count);
        report(`judging ${count} DMAs`);
        measured.push(await judgeAll(client, judgeOnce, count));
      }
      return reportOf(measured);
    }),
};

type Measured = {
  readonly count: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly memoryRiseMb: number;
};

function reportOf(measured: readonly Measured[]): BenchmarkReport {
  const [few, all] = measured;
  const ofYear = ({ cpuSeconds, count }: Measured) => (cpuSeconds * 365_000) / (count * days);
  return {
    tables: [
      {
        title: `${days} days of each DMA, judged by the service and kept`,
        columns: ['DMAs', 'seconds', 'CPU seconds', 'CPU seconds a 1,000 DMA-years', 'memory, MB'],
        rows: measured.map((one) => [
          one.count,
          Number(one.seconds.toFixed(1)),
          Number(one.cpuSeconds.toFixed(1)),
          Number(ofYear(one).toFixed(0)),
          Number(one.memoryRiseMb.toFixed(0)),
        ]),
      },
    ],
    figures: {
      cpuSecondsOf100: few?.cpuSeconds ?? null,
      cpuSecondsOf1000: all?.cpuSeconds ?? null,
      growthRatio: (all?.cpuSeconds ?? Number.NaN) / (few?.cpuSeconds ?? Number.NaN),
      memoryRiseMbOf100: few?.memoryRiseMb ?? null,
      memoryRiseMbOf1000: all?.memoryRiseMb ?? null,
    },
    notes: [
      'From roll-ups, without pressure meters: reading them, six models each day, states and watermarks. CPU and memory are of the whole process, so with the embedded database of that too.',
      'The detector alone is measured by `bursts`.',
    ],
  };
}

async function judgeAll(
  client: pg.Client,
  judgeOnce: BenchmarkWorld['judgeOnce'],
  count: number,
): Promise<Measured> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const memoryRiseMb = await memoryRiseOf(async () => {
    // Forecasts wait until every day is judged: they are not a part of this.
    while ((await unjudged(client)) > 0) await judgeOnce();
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { count, seconds, cpuSeconds: (user + system) / 1e6, memoryRiseMb };
}

async function unjudged(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from dma.published_dmas d
     where not exists (select from analysis.watermarks w where w.dma_id = d.id)`,
  );
  return rows[0]?.count ?? 0;
}

/** DMAs with an inlet each, and roll-ups of net inflow as telemetry would keep them. */
async function makeDmas(client: pg.Client, count: number): Promise<void> {
  const code = `JUDGE${count}`;
  const { regionId, branchId } = await makeBranch(client, code);
  await client.query(
    `insert into dma.dmas (id, region_id, branch_id, code, name_th, name_en, connections,
       mains_length_km, average_pressure_m, created_at, updated_at)
     select gen_random_uuid(), $1, $2, $3 || '-' || lpad(n::text, 4, '0'), 'ทดสอบ', 'Benchmark', 1200,
       20, 25, now(), now()
     from generate_series(1, $4::integer) as n`,
    [regionId, branchId, code, count],
  );
  await client.query(
    `insert into dma.meters (id, branch_id, dma_id, serial_number, kind, state, created_at, updated_at)
     select gen_random_uuid(), $1, d.id, d.code || '/0', 'zone', 'active', now(), now()
     from dma.dmas d where d.branch_id = $1`,
    [branchId],
  );
  await client.query(rollupsSql, [branchId, days, lastDay]);
  await client.query('analyze');
}

// A day's pattern with noise that differs from day to day, shifted from DMA to DMA.
const rollupsSql = `
  with patterns as materialized (
    select day, array_agg(20 - 10 * cos((place + 20) * pi() / 48) + random() order by place) as quarters
    from generate_series(1, $2::integer) as day, generate_series(1, 96) as place
    group by 1
  ),
  hours as materialized (
    select p.day, p.quarters, array_agg(h.mean order by h.hour) as hours
    from patterns p
    cross join lateral (
      select (q.place - 1) / 4 as hour, avg(q.value) as mean
      from unnest(p.quarters) with ordinality as q (value, place) group by 1
    ) h
    group by 1, 2
  )
  insert into readings.dma_rollups (dma_id, quantity, day, reading_count, suspect_count, quarter_values,
    hour_values, hour_least, hour_greatest, revision)
  select d.id, 'FLOW', $3::date - ($2::integer - n), 96, 0, h.quarters, h.hours, h.hours, h.hours,
    nextval('readings.rollup_revisions')
  from (select id, row_number() over (order by code) as place from dma.dmas where branch_id = $1) d
  cross join generate_series(1, $2::integer) as n
  join hours h on h.day = (n + d.place) % $2::integer + 1`;
