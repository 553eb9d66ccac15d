import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { differencesFromFresh } from './fresh-roll-ups.ts';
import { openWorld, type World } from './world.ts';

const program = fileURLToPath(new URL('roll-up-worker.ts', import.meta.url));
const days = 300;

describe('roll-ups whose process is killed', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ dmas: 2, ownDatabase: true });
  });
  afterAll(() => world.close());

  /** Runs the worker, for so long at the most; true when it came to its end. */
  const run = async (longestMs: number): Promise<boolean> => {
    const worker = spawn(process.execPath, [program], {
      env: { ...process.env, DATABASE_URL: world.postgresUrl },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    worker.stdout.on('data', (data: Buffer) => (said += data.toString()));
    const ended = once(worker, 'exit');
    while (!said.includes('started') && worker.exitCode === null) await wait(5);
    await Promise.race([ended, wait(longestMs, undefined, { ref: false })]);
    worker.kill('SIGKILL');
    await ended;
    return said.includes('done');
  };
  const meterIds: string[] = [];
  const marks = async (): Promise<number> => {
    const [row] = await world.sql(
      'select count(*)::integer as count from readings.touched_days where meter_id = any($1)',
      [meterIds],
    );
    return row?.count ?? 0;
  };

  it('equal a fresh computation after it ran to its end', async () => {
    const dmaIds = world.tenant.dmas.map(({ id }) => id);
    const from = new Date('2025-01-01T00:00:00Z');
    const to = new Date(from.getTime() + days * 86_400_000 - 1);
    await world.sql('select readings.ensure_partitions($1, $2, $3)', ['flow_readings', from, to]);
    for (const [index, dmaId] of [...dmaIds, ...dmaIds].entries()) {
      const { id } = await world.addMeter({ serialNumber: `k${index}`, dmaId });
      meterIds.push(id);
      await world.sql(
        `insert into readings.flow_readings (meter_id, dma_id, recorded_at, flow_m3_per_hour, source)
         select $1, $2, at, 10 + extract(hour from at) + random(), 'test'
         from generate_series($3::timestamptz, $4::timestamptz, '1 hour') as at`,
        [id, dmaId, from, to],
      );
      await world.sql(`select readings.touch_days('FLOW', $1, $2, $3)`, [id, from, to]);
    }
    const before = await marks();
    let killed = 0;
    for (const ms of [50, 150, 250, 400, 600]) killed += (await run(ms)) ? 0 : 1;
    expect(killed).toBeGreaterThan(0);
    expect(await run(60_000)).toBe(true);
    expect(before).toBeGreaterThanOrEqual(4 * days);
    expect(await marks()).toBe(0);
    expect(await differencesFromFresh(world, dmaIds)).toEqual([]);
    const [kept] = await world.sql(
      'select count(*)::integer as count from readings.dma_rollups where dma_id = any($1)',
      [dmaIds],
    );
    expect(kept).toEqual({ count: 2 * days });
  }, 120_000);
});
