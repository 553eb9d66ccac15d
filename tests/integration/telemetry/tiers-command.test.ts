import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { daysAgo, openTierWorld, type TierWorld } from './tiers-world.ts';

const main = resolve(import.meta.dirname, '../../../packages/cli/src/main.ts');

describe('waris retention', () => {
  let world: TierWorld;
  beforeAll(async () => {
    world = await openTierWorld();
    const meter = await world.addMeter({ serialNumber: 'A' });
    for (const age of [3, 2, 1]) await world.put(meter.id, null, daysAgo(age), [1, 2, 3, 4, 5]);
    await world.telemetry.rollUp();
  }, 120_000);
  afterAll(() => world.close());

  const waris = async (args: readonly string[], variables: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        DATABASE_URL: world.postgresUrl,
        MONGODB_URL: 'mongodb://127.0.0.1:9/unused',
        WARIS_ARCHIVE_DIR: world.archiveFolder,
        ...variables,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err, code] = await Promise.all([
      child.stdout.toArray(),
      child.stderr.toArray(),
      new Promise((done) => child.on('exit', done)),
    ]);
    return { code, text: Buffer.concat([...out, ...err] as Buffer[]).toString() };
  };

  it('tells what it would move without moving it, and then moves it', async () => {
    const before = await world.tiers();
    const preview = await waris(['retention', '--dry-run']);
    expect(preview).toMatchObject({ code: 0 });
    expect(preview.text).toMatch(/^step +quantity +from +to +readings +MB now +MB after$/m);
    expect(preview.text).toMatch(/^archive +flow +2026-06-17 +2026-06-19 +15 /m);
    expect(await world.tiers()).toEqual(before);

    const run = await waris(['retention']);
    expect(run).toMatchObject({ code: 0 });
    // The newest day of a meter stays rows.
    expect(run.text).toContain('0 readings packed, 10 archived, 0 dropped');
    expect(await world.tiers()).toEqual({ rows: 5, packed: 0, archivedDays: 2 });
  }, 60_000);

  it.each([
    [{ WARIS_RETENTION: 'flow=9/8/20' }, 'the days must be at least 1 and rise'],
    [{ WARIS_RETENTION_MINUTES: '-1' }, 'WARIS_RETENTION_MINUTES: is negative'],
    [{ ARCHIVE_URL: 'ftp://somewhere' }, 'is not like s3://bucket/prefix'],
    [{ ARCHIVE_URL: 's3://bucket' }, 'ARCHIVE_URL needs ARCHIVE_ACCESS_KEY_ID'],
  ])('refuses %j in one line', async (variables, message) => {
    const { code, text } = await waris(['retention', '--dry-run'], variables);
    expect(code).not.toBe(0);
    expect(text).toContain(message);
    expect(text.trim().split('\n')).toHaveLength(1);
  });
});
