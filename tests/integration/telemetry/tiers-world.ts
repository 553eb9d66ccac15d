import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@waris/service-kit';
import type { RetentionSummary, TelemetryConfig, TelemetrySubgraph } from '@waris/telemetry';
import { openWorld, pick, type World } from './world.ts';

/** The moment that the tests of the tiers call now. */
export const now = new Date('2026-06-20T12:00:00Z');

export const dayMs = 86_400_000;

/** Midnight so many days before `now`. */
export const daysAgo = (days: number) => Math.floor(now.getTime() / dayMs - days) * dayMs;

const putSql = `
  insert into readings.flow_readings (meter_id, dma_id, recorded_at, flow_m3_per_hour, quality, quality_code, source, received_at)
       select $1, $2, $3::timestamptz + (n - 1) * interval '15 minutes', value, case when n % 7 = 0 then 50 else 100 end,
         case when n % 7 = 0 then 15 else 0 end, 'test', $3::timestamptz + interval '1 day'
       from unnest($4::double precision[]) with ordinality as v (value, n)`;

const readingsQuery = `query ($id: ID!, $period: PeriodInput!, $quantity: ReadingQuantity) {
        _entities(representations: [{ __typename: "Meter", id: $id }]) { ... on Meter {
          readings(period: $period, quantity: $quantity) { at values quality } } } }`;

/** A database and an archive of a test's own: retention moves the readings of all tenants. */
export async function openTierWorld(more: Partial<TelemetryConfig> & { log?: Logger } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'waris-tiers-'));
  const archiveFolder = join(folder, 'archive');
  const world = await openWorld({ dmas: 2, archiveFolder, ownDatabase: true, ...more });

  const countOf = async (text: string) => {
    const [row] = await world.sql(`select (${text})::integer as n`);
    return (row as { n: number | null }).n ?? 0;
  };
  /** How many readings of a quantity lie in each tier. */
  const tiers = async (table = 'flow_readings', code = 1) => ({
    rows: await countOf(`(select count(*) from readings.${table})`),
    packed: await countOf(
      `(select sum(reading_count) from readings.packed_days p
        join readings.packed_series s on s.id = p.series_id where s.quantity = ${code})`,
    ),
    archivedDays: await countOf(
      `(select sum(bit_count(days::bit(32))) from readings.archived_days where quantity = ${code})`,
    ),
  });

  /** Rows as ingest would write them, with all that a row can say. */
  const put = async (
    meterId: string,
    dmaId: string | null,
    at: number,
    values: readonly number[],
  ) => {
    const last = new Date(at + values.length * 900_000);
    await world.sql(`select readings.ensure_partitions('flow_readings', $1, $2)`, [
      new Date(at),
      last,
    ]);
    await world.sql(putSql, [meterId, dmaId, new Date(at), values]);
    await world.sql(`select readings.touch_days('FLOW', $1, $2, $3)`, [
      meterId,
      new Date(at),
      new Date(last.getTime() - 1),
    ]);
  };

  return {
    ...world,
    archiveFolder,
    tiers,
    put,
    readings: (id: string, from: number, to: number, quantity = 'FLOW') =>
      readingsOf(world, id, from, to, quantity),
    run: (at = now) => runOnce(world.telemetry, at),
    close: async () => {
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readingsOf(world: World, id: string, from: number, to: number, quantity: string) {
  const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const { data, errors } = await world.execute(readingsQuery, { id, quantity, period });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return pick(data, '_entities', 0, 'readings') as {
    at: string[];
    values: number[];
    quality: number[];
  };
}

/** On real engines the tests of other files may hold the lock. */
async function runOnce(telemetry: TelemetrySubgraph, at: Date): Promise<RetentionSummary> {
  for (;;) {
    const moved = await telemetry.retention.run({ now: at });
    if (moved !== null) return moved;
    await new Promise((done) => setTimeout(done, 50));
  }
}

export type TierWorld = Awaited<ReturnType<typeof openTierWorld>>;
