import type { Gateway } from '@waris/gateway';
import { serviceClaims } from '@waris/service-kit';
import type pg from 'pg';
import { z } from 'zod';
import type { Benchmark, BenchmarkReport } from '../benchmark.ts';
import { makeBranch } from '../make-branch.ts';
import { withServer } from '../with-server.ts';

const month = { from: '2026-03-31T17:00:00Z', to: '2026-04-30T17:00:00Z' };
const counts = [100, 1_000] as const;
const pageSize = 100;

/** A month's water balance of many DMAs, from roll-ups, through the gateway. */
export const balances: Benchmark = {
  name: 'balances',
  description: 'seconds that the water balances of 100 and of 1,000 DMAs take, from roll-ups',
  run: (world, { report }) =>
    withServer(world, async ({ client, gateway, rollUp }) => {
      const measured: Measured[] = [];
      for (const count of counts) {
        report(`readings of ${count} DMAs`);
        await makeDmas(client, count);
        await rollUp();
        await client.query('analyze');
        report(`balances of ${count} DMAs`);
        measured.push({ count, ...(await readBalances(gateway, count)) });
      }
      return reportOf(measured);
    }),
};

type Measured = { readonly count: number; readonly seconds: number; readonly known: number };

function reportOf(measured: readonly Measured[]): BenchmarkReport {
  const [few, all] = measured;
  return {
    tables: [
      {
        title: 'A month of water balances, from roll-ups through the gateway',
        columns: ['DMAs', 'seconds', 'balances with a system input'],
        rows: measured.map(({ count, seconds, known }) => [
          count,
          Number(seconds.toFixed(2)),
          known,
        ]),
      },
    ],
    figures: {
      secondsOf100: few?.seconds ?? null,
      secondsOf1000: all?.seconds ?? null,
      growthRatio: (all?.seconds ?? Number.NaN) / (few?.seconds ?? Number.NaN),
    },
    notes: [
      `Each DMA has an inlet that was read hourly and ten customers whose registers were read twice; ${pageSize} DMAs a request, one request after the other.`,
    ],
  };
}

/** A branch of so many DMAs, their meters and readings. */
async function makeDmas(client: pg.Client, count: number): Promise<void> {
  const code = `BAL${count}`;
  const { regionId, branchId } = await makeBranch(client, code);
  await client.query(
    `insert into dma.dmas (id, region_id, branch_id, code, name_th, name_en, connections,
       mains_length_km, average_pressure_m, created_at, updated_at)
     select gen_random_uuid(), $1, $2, $3 || '-' || lpad(n::text, 4, '0'), 'ทดสอบ', 'Benchmark', 1200, 20, 25,
       now(), now()
     from generate_series(1, $4::integer) as n`,
    [regionId, branchId, code, count],
  );
  await client.query(
    `insert into dma.meters (id, branch_id, dma_id, serial_number, kind, state, created_at, updated_at)
     select gen_random_uuid(), $1, d.id, d.code || '/' || n, case when n = 0 then 'zone' else 'customer' end,
       'active', now(), now()
     from dma.dmas d cross join generate_series(0, 10) as n
     where d.branch_id = $1`,
    [branchId],
  );
  await putReadings(client, branchId);
}

/** Readings of the inlets by the hour, and of the customers at both ends. */
async function putReadings(client: pg.Client, branchId: string): Promise<void> {
  for (const table of ['flow_readings', 'meter_readings']) {
    await client.query(`select readings.ensure_partitions($1, '2026-03-01Z', '2026-05-31Z')`, [
      table,
    ]);
  }
  await client.query(
    `insert into readings.flow_readings (meter_id, dma_id, recorded_at, flow_m3_per_hour, source)
     select m.id, m.dma_id, at, 20 + 10 * sin(extract(epoch from at) / 13751), 'benchmark'
     from dma.meters m
     cross join generate_series($2::timestamptz - interval '1 day', $3::timestamptz, interval '1 hour') as at
     where m.branch_id = $1 and m.kind = 'zone'`,
    [branchId, month.from, month.to],
  );
  await client.query(
    `insert into readings.meter_readings (meter_id, dma_id, recorded_at, register_m3, consumption_m3, source)
     select m.id, m.dma_id, r.at, r.register_m3, r.consumption_m3, 'benchmark'
     from dma.meters m
     cross join (values ($2::timestamptz, 100.0, null), ($3::timestamptz, 1100.0, 1000.0))
       as r (at, register_m3, consumption_m3)
     where m.branch_id = $1 and m.kind = 'customer'`,
    [branchId, month.from, month.to],
  );
  await client.query(
    `select readings.touch_days(case when kind = 'zone' then 'FLOW' else 'REGISTER' end, id,
       $2::timestamptz - interval '1 day', $3)
     from dma.meters where branch_id = $1 and kind = 'zone'`,
    [branchId, month.from, month.to],
  );
}

const query = `query ($code: String!, $first: Int!, $after: String, $period: PeriodInput!) {
  dmas(first: $first, after: $after, branchCode: $code) {
    pageInfo { hasNextPage endCursor }
    nodes { waterBalance(period: $period) { systemInputVolumeM3 } }
  }
}`;

const answer = z.object({
  dmas: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(
      z.object({
        waterBalance: z.object({ systemInputVolumeM3: z.number().nullable() }).nullable(),
      }),
    ),
  }),
});

async function readBalances(gateway: Gateway, count: number) {
  const startedAt = performance.now();
  let [after, known, seen]: [string | null, number, number] = [null, 0, 0];
  do {
    const { data, errors } = await gateway.execute({
      query,
      variables: { code: `BAL${count}`, first: pageSize, after, period: month },
      viewer: serviceClaims('benchmark'),
    });
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join(' '));
    const { dmas } = answer.parse(data);
    seen += dmas.nodes.length;
    known += dmas.nodes.filter((dma) => dma.waterBalance?.systemInputVolumeM3 != null).length;
    after = dmas.pageInfo.hasNextPage ? dmas.pageInfo.endCursor : null;
  } while (after !== null);
  if (seen !== count) throw new Error(`${seen} of ${count} DMAs were listed.`);
  return { seconds: (performance.now() - startedAt) / 1000, known };
}
