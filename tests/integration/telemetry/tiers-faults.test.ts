import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import pg from 'pg';
import { daysAgo, now, openTierWorld, type TierWorld } from './tiers-world.ts';

const readingsOfMeter = 44 * 96;
const values = (seed: number) =>
  Array.from({ length: 96 }, (_, n) => ((seed * 31 + n * 7) % 503) / 10);

/** Runs retention in a process of its own, which tells each turn on a line. */
const childCode = `
  const { openTelemetry } = await import('@waris/telemetry');
  const { openMemoryKeyValueStore, silentLogger } = await import('@waris/service-kit');
  const [postgresUrl, archiveFolder, now] = process.argv.slice(1);
  const telemetry = await openTelemetry(
    { postgresUrl, archiveFolder },
    { keyValueStore: openMemoryKeyValueStore(), log: silentLogger },
  );
  console.log('begins');
  await telemetry.retention.run({ now: new Date(now), onProgress: () => console.log('turn') });
  await telemetry.stop();
`;

describe('retention that is cut off', () => {
  let world: TierWorld;
  const meters: { id: string }[] = [];
  beforeEach(async () => {
    world = await openTierWorld();
    meters.length = 0;
    for (const name of ['A', 'B']) {
      const meter = await world.addMeter({ serialNumber: name });
      meters.push(meter);
      for (let age = 43; age >= 0; age -= 1) {
        await world.put(meter.id, world.tenant.dmas[0]?.id ?? null, daysAgo(age), values(age));
      }
    }
    await world.telemetry.rollUp();
  }, 120_000);
  afterEach(() => world.close());

  const all = () =>
    Promise.all(meters.map(({ id }) => world.readings(id, daysAgo(60), daysAgo(-1))));
  /** Each day of a meter in one tier: rows, packed and archived days add up. */
  const oneTierEach = async () => {
    const { rows, packed, archivedDays } = await world.tiers();
    expect(rows + packed + archivedDays * 96).toBe(meters.length * readingsOfMeter);
  };

  it('loses and doubles nothing, whichever of its statements fails', async () => {
    const before = await all();
    expect(before.map(({ at }) => at.length)).toEqual(meters.map(() => readingsOfMeter));
    let failures = 0;
    for (let statements = 1; ; statements += 1) {
      const error = await runWithFailure(world, statements);
      if (error === null) break;
      failures += 1;
      expect(error).toMatch(/cut off|The database is not available/);
      await oneTierEach();
      if (statements % 4 === 0) expect(await all()).toEqual(before);
    }
    expect(failures).toBeGreaterThan(20);
    expect(await all()).toEqual(before);
    expect(await world.tiers()).toMatchObject({ rows: 2 * 8 * 96, packed: 2 * 23 * 96 });
  }, 240_000);

  it('moves all but a day that cannot be moved, and names it', async () => {
    const before = await all();
    const day = new Date(daysAgo(20)).toISOString().slice(0, 10);
    await world.sql(
      `alter table readings.packed_days add constraint refuse_one check (day <> '${day}')`,
    );
    const named = new RegExp(`pack flow of 2026-05, meter \\S+ on ${day}: .*refuse_one`);
    await expect(world.run()).rejects.toThrow(named);
    expect(await all()).toEqual(before);
    expect(await world.tiers()).toMatchObject({ rows: 2 * 9 * 96, packed: 2 * 22 * 96 });
    await world.sql('alter table readings.packed_days drop constraint refuse_one');
    expect(await world.run()).toEqual({ DROP: 0, ARCHIVE: 0, PACK: 2 * 96 });
    expect(await all()).toEqual(before);
  }, 120_000);

  it('loses and doubles nothing when its process is killed', async () => {
    const before = await all();
    let kills = 0;
    for (let delayMs = 0; ; delayMs = delayMs * 1.5 + 60) {
      const killed = await runAndKill(world, delayMs);
      await oneTierEach();
      expect(await all()).toEqual(before);
      if (!killed) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(2);
    expect(await world.run()).toEqual({ DROP: 0, ARCHIVE: 0, PACK: 0 });
    await world.run(new Date(Date.now() + 2 * 3_600_000));
    expect(await all()).toEqual(before);
  }, 240_000);
});

/** What it failed of when each statement from one on fails; null when there were fewer. */
async function runWithFailure(world: TierWorld, statements: number): Promise<string | null> {
  const { query } = pg.Client.prototype;
  let left = statements;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const text = typeof given[0] === 'string' ? given[0] : '';
    if (text !== 'rollback') left -= 1;
    if (text !== 'rollback' && left <= 0) throw new Error('cut off');
    return (query as (...args: unknown[]) => unknown).apply(this, given);
  } as typeof query;
  try {
    await world.run();
    return null;
  } catch (error) {
    const cause = (error as Error).cause;
    return cause instanceof Error ? cause.message : (error as Error).message;
  } finally {
    pg.Client.prototype.query = query;
  }
}

/** Kills the process some time after it began to move; false when it was done before. */
async function runAndKill(world: TierWorld, delayMs: number): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      childCode,
      world.postgresUrl,
      world.archiveFolder,
      now.toISOString(),
    ],
    { cwd: resolve(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exit = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exit]);
  await Promise.race([new Promise((done) => setTimeout(done, delayMs)), exit]);
  child.kill('SIGKILL');
  const [code] = (await exit) as [number | null];
  return code === null;
}
