import { rm } from 'node:fs/promises';
import { startS3 } from './s3-fake.ts';
import { daysAgo, now, openTierWorld } from './tiers-world.ts';

const record = `mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) {
  acceptedCount rejectedReadings { reason message } } }`;

describe('an archive in a store of objects', () => {
  it('keeps files there, and reads them from there', async () => {
    const s3 = await startS3();
    const world = await openTierWorld({ archiveBucket: s3.config });
    try {
      const meter = await world.addMeter({ serialNumber: 'A' });
      for (let age = 80; age >= 0; age -= 1) {
        const values = Array.from({ length: 96 }, (_, n) => (age + n) / 10);
        await world.put(meter.id, null, daysAgo(age), values);
      }
      await world.telemetry.rollUp();
      const all = () => world.readings(meter.id, daysAgo(90), daysAgo(-1));
      const before = await all();
      s3.objects.set('waris/flow/2026-01/flow-2026-01-0123456789ab.parquet', Buffer.from('orphan'));
      s3.objects.set('another/flow/2026-01/flow-2026-01-0123456789ab.parquet', Buffer.from('x'));
      expect(await world.run()).toMatchObject({ ARCHIVE: 50 * 96 });
      expect([...s3.objects.keys()].toSorted()).toEqual([
        'another/flow/2026-01/flow-2026-01-0123456789ab.parquet',
        expect.stringMatching(/^waris\/flow\/2026-04\//),
        expect.stringMatching(/^waris\/flow\/2026-05\//),
      ]);
      expect(await all()).toEqual(before);
      await rm(world.archiveFolder, { recursive: true });
      expect(await all()).toEqual(before);

      // An object that is gone keeps only its own days from being written to.
      const april = [...s3.objects.keys()].find((key) => key.startsWith('waris/flow/2026-04/'));
      s3.objects.delete(april ?? '');
      await rm(world.archiveFolder, { recursive: true });
      const at = [60, 1].map((age) => new Date(daysAgo(age) + 60_000).toISOString());
      const { serialNumber } = meter;
      const late = { serialNumber, quantity: 'FLOW', unit: 'M3_PER_HOUR', at, values: [1, 2] };
      const { data } = await world.execute(record, {
        input: { readings: [late], onError: 'SKIP' },
      });
      expect(data).toMatchObject({
        recordReadings: {
          acceptedCount: 1,
          rejectedReadings: [{ reason: 'DAY_UNREADABLE', message: expect.stringContaining('404') }],
        },
      });

      // A store that refuses loses nothing: the readings stay where they are.
      const away = { ...s3.config, secretAccessKey: 'another' };
      const other = await openTierWorld({ archiveBucket: away });
      const its = await other.addMeter({ serialNumber: 'B' });
      for (const age of [60, 1]) await other.put(its.id, null, daysAgo(age), [1, 2, 3, 4, 5]);
      await other.telemetry.rollUp();
      await expect(other.run(now)).rejects.toThrow('403');
      expect((await other.tiers()).rows).toBe(10);
      await other.close();
    } finally {
      await world.close();
      await s3.stop();
    }
  }, 180_000);
});
