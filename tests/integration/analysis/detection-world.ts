import { silentLogger } from '@waris/service-kit';
import { openTestKeyValueStore, type TestTenant } from '@waris/testkit';
import { openTelemetry, parseTelemetryConfig } from '@waris/telemetry';
import { addMeters, addSeries, openWorld, type World } from './world.ts';

export const firstDay = '2025-09-30T17:00:00Z';
const firstMs = Date.parse(firstDay);
const dayMs = 86_400_000;
export const stepsPerDay = 48;

/** Analysis beside the telemetry that rolls its readings up. */
export async function openDetectionWorld(on: Parameters<typeof openWorld>[0] = 'own database') {
  const world = await openWorld(on);
  const keyValueStore = await openTestKeyValueStore();
  const telemetry = await openTelemetry(
    parseTelemetryConfig({ DATABASE_URL: world.postgresUrl, WARIS_ROLL_UP_MS: '0' }),
    { keyValueStore, log: silentLogger },
  );
  return {
    ...world,
    /** What was stored is rolled up and judged. */
    judge: async (): Promise<void> => {
      await telemetry.rollUp();
      await world.evaluate();
    },
    rollUp: () => telemetry.rollUp(),
    close: async () => {
      await telemetry.stop();
      await keyValueStore.stop();
      await world.close();
    },
  };
}

export type DetectionWorld = Awaited<ReturnType<typeof openDetectionWorld>>;

export type Leak = { readonly from: number; readonly to: number; readonly size: number };

/** Half-hours of a Thai day of a small town: a pattern, a ripple that tells days apart, leaks. */
export function townDay(day: number, leaks: readonly Leak[] = []): number[] {
  const leakage = leaks
    .filter(({ from, to }) => day >= from && day < to)
    .reduce((sum, { size }) => sum + size, 0);
  return Array.from({ length: stepsPerDay }, (_, step) => {
    const demand = 60 - 40 * Math.cos((2 * Math.PI * (step - 6)) / stepsPerDay);
    const ripple = (((day * 37 + step * 11) % 17) - 8) / 8;
    const level = ((day * 13) % 7) / 4;
    return demand + ripple + level + leakage;
  });
}

/** An inlet of a DMA with a place to put days of readings. */
export async function addInlet(world: World, tenant: TestTenant, dmaId: string) {
  const [meterId = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId }]);
  return {
    meterId,
    addDays: (from: number, days: readonly (readonly (number | null)[])[]) =>
      addSeries(
        world,
        'flow_readings',
        meterId,
        { from: new Date(firstMs + from * dayMs).toISOString(), minutes: (24 * 60) / stepsPerDay },
        days.flat(),
      ),
    /** Readings that come late, in place of what was there. */
    replaceDays: async (from: number, days: readonly (readonly (number | null)[])[]) => {
      const start = new Date(firstMs + from * dayMs);
      const end = new Date(firstMs + (from + days.length) * dayMs);
      await world.client.query(
        'delete from readings.flow_readings where meter_id = $1 and recorded_at >= $2 and recorded_at < $3',
        [meterId, start, end],
      );
      await addSeries(
        world,
        'flow_readings',
        meterId,
        { from: start.toISOString(), minutes: (24 * 60) / stepsPerDay },
        days.flat(),
      );
      await world.client.query(`select readings.touch_days('FLOW', $1, $2, $3)`, [
        meterId,
        start,
        end,
      ]);
    },
  };
}

export type EventRow = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly kind: string;
  readonly model_version: string;
  readonly start_day: number;
  readonly withdrawn: boolean;
};

/** Events of a DMA without what hangs on when they were written; days count from the first one. */
export async function eventsOf(
  { client }: Pick<World, 'client'>,
  dmaId: string,
): Promise<readonly EventRow[]> {
  const { rows } = await client.query<EventRow>(
    `select id, kind, model_version, withdrawn_at is not null as withdrawn, withdrawal_reason,
       extract(epoch from start_at - $2::timestamptz)::float8 / 86400 as start_day,
       extract(epoch from detected_at - $2::timestamptz)::float8 / 86400 as detected_day,
       extract(epoch from ended_at - $2::timestamptz)::float8 / 86400 as ended_day,
       size_m3_per_hour, confidence, priority, approaches, details, evidence
     from analysis.events where dma_id = $1 order by detected_at, model_version, kind, start_at`,
    [dmaId, firstDay],
  );
  return rows;
}
