import { newId } from '@waris/service-kit';
import pg from 'pg';
import fc from 'fast-check';
import { differencesFromFresh } from './fresh-roll-ups.ts';
import { openWorld, type World } from './world.ts';

const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount userErrors { ... on InvalidInputError { message } } }
}`;
const start = Date.parse('2026-02-03T00:00:00Z');
const minute = 60_000;

type Sample = { readonly meter: number; readonly quarter: number; readonly value: number };

describe('roll-ups', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ dmas: 8, ownDatabase: true });
  });
  afterAll(() => world.close());

  const dma = (index: number): string => world.tenant.dmas[index]?.id ?? '';
  const send = async (
    readings: readonly { serialNumber: string; at: number; value: number }[],
    quantity = 'FLOW',
  ) => {
    const unit = quantity === 'FLOW' ? 'M3_PER_HOUR' : quantity === 'PRESSURE' ? 'M' : 'M3';
    const items = readings.map(({ serialNumber, at, value }) => ({
      serialNumber,
      quantity,
      unit,
      at: [new Date(at).toISOString()],
      values: [value],
    }));
    const answer = await world.execute(record, { input: { readings: items, onError: 'SKIP' } });
    expect(answer.errors).toBeUndefined();
  };
  const marksOf = async (meterId: string) =>
    (await world.sql('select from readings.touched_days where meter_id = $1', [meterId])).length;

  /** What other subgraphs read, from within a day on. */
  const published = async (dmaIds: readonly string[], meterId: string) => {
    const period = [new Date(start + 8 * 900_000), new Date(start + 5 * 24 * 60 * minute)];
    const rows = await world.sql(
      `select 'flow ' || step as what, i.dma_id as id, i.bucket_at, i.net_inflow_m3_per_hour as value
       from unnest('{15 minutes,30 minutes,1 hour}'::interval[]) as step,
         readings.published_dma_net_inflow($1, $2, $3, step) i
       union all
       select 'pressure ' || step, p.dma_id, p.bucket_at, p.pressure_m
       from unnest('{15 minutes,30 minutes,1 hour}'::interval[]) as step,
         readings.published_dma_pressure($1, $2, $3, step) p
       union all
       select 'meter', m.meter_id, m.bucket_at, m.pressure_m
       from readings.published_meter_pressure(array[$4::uuid], $2, $3) m`,
      [dmaIds, ...period, meterId],
    );
    return rows
      .filter((row) => row.value !== null)
      .map((row) => `${row.what} ${row.id} ${row.bucket_at.toISOString()} ${row.value.toFixed(9)}`)
      .toSorted();
  };

  it('equal a fresh computation, whatever the order, repetition and moment of the readings', async () => {
    let run = 0;
    const sample = fc.record({
      meter: fc.integer({ min: 0, max: 3 }),
      quarter: fc.integer({ min: 0, max: 3 * 96 * 3 - 1 }),
      value: fc.integer({ min: -50, max: 30_000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(sample, { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 4 }),
        async (calls) => {
          run += 1;
          const area = await newArea(`p${run}`);
          const known = new Map<string, Sample>();
          for (const call of calls) {
            // A repeated instant keeps its first value, as an instrument's would.
            const agreed = call.map((one) => {
              const key = `${one.meter}/${one.quarter}`;
              const first = known.get(key) ?? one;
              known.set(key, first);
              return first;
            });
            await area.send(agreed);
            const before = await published([area.inside, area.outside], area.sensor);
            await world.telemetry.rollUp();
            expect(await published([area.inside, area.outside], area.sensor)).toEqual(before);
          }
          expect(await differencesFromFresh(world, [area.inside, area.outside])).toEqual([]);
        },
      ),
      { numRuns: 10 },
    );
    // Whoever rolls up does so for all tests that share the database.
  }, 180_000);

  /** Two areas: an inlet, a meter between them, a pressure meter and a tank with its level meter. */
  const newArea = async (name: string) => {
    const [inside, outside] = await Promise.all([world.addDma(name), world.addDma(`${name}-o`)]);
    const meters = [
      await world.addMeter({ serialNumber: `${name}-in`, kind: 'bulk', dmaId: inside }),
      await world.addMeter({ serialNumber: `${name}-out`, dmaId: outside, sourceDmaId: inside }),
      await world.addMeter({ serialNumber: `${name}-p`, kind: 'pressure', dmaId: inside }),
      await world.addMeter({ serialNumber: `${name}-l`, kind: 'level', dmaId: inside }),
    ];
    await world.addTank(inside, 10, meters[3]?.id ?? null);
    return {
      inside,
      outside,
      sensor: meters[2]?.id ?? '',
      send: async (samples: readonly Sample[]) => {
        const rows = samples.map(({ meter, quarter, value }) => ({
          serialNumber: meters[meter]?.serialNumber ?? '',
          // Several readings fall into a quarter of an hour.
          at: start + quarter * 5 * minute,
          value: meter < 2 ? value / 10 : Math.abs(value % 60),
          meter,
        }));
        await send(rows.filter(({ meter }) => meter < 2));
        await send(
          rows.filter(({ meter }) => meter >= 2),
          'PRESSURE',
        );
      },
    };
  };

  it('raise the revision of a day that changed and of no other', async () => {
    const { serialNumber } = await world.addMeter({ serialNumber: 'rev', dmaId: dma(1) });
    const put = (quarter: number, value: number) =>
      send([{ serialNumber, at: start + quarter * 15 * minute, value }]);
    const revisions = async () =>
      new Map(
        (
          await world.sql(
            `select day::text, revision from readings.published_dma_days where dma_id = $1`,
            [dma(1)],
          )
        ).map(({ day, revision }: { day: string; revision: string }) => [day, Number(revision)]),
      );
    await put(1, 5);
    await put(97, 6);
    await world.telemetry.rollUp();
    const before = await revisions();
    await put(98, 7);
    await world.telemetry.rollUp();
    const after = await revisions();
    expect(after.get('2026-02-03')).toBe(before.get('2026-02-03'));
    expect(after.get('2026-02-04')).toBeGreaterThan(Math.max(...before.values()));
    // The same readings once more mark nothing.
    await put(98, 7);
    await world.telemetry.rollUp();
    expect(await revisions()).toEqual(after);
  });

  it('set a day aside that cannot be written, and follow it later', async () => {
    const meter = await world.addMeter({ serialNumber: 'fails', dmaId: dma(2) });
    await send([{ serialNumber: meter.serialNumber, at: start, value: 5 }]);
    // No roll-up of this area can be written.
    await world.sql(
      `alter table readings.dma_rollups add constraint refuse_one check (dma_id <> '${dma(2)}')`,
    );
    await world.telemetry.rollUp();
    // That of the meter could be written.
    expect(await marksOf(meter.id)).toBe(0);
    const ofArea = 'from readings.touched_days where dma_id = $1';
    expect(await world.sql(`select failure ${ofArea}`, [dma(2)])).toEqual([
      { failure: expect.stringContaining('refuse_one') },
    ]);
    await world.sql('alter table readings.dma_rollups drop constraint refuse_one');
    await world.sql('update readings.touched_days set retry_at = now() where dma_id = $1', [
      dma(2),
    ]);
    await world.telemetry.rollUp();
    expect(await world.sql(`select failure ${ofArea}`, [dma(2)])).toEqual([]);
    expect(await differencesFromFresh(world, [dma(2)])).toEqual([]);
  });

  it('follow a meter that is moved to another area', async () => {
    const meter = await world.addMeter({ serialNumber: 'moves', dmaId: dma(3) });
    const other = await world.addMeter({ serialNumber: 'stays', dmaId: dma(4) });
    for (const { serialNumber } of [meter, other]) {
      await send([{ serialNumber, at: start, value: 5 }]);
    }
    await world.telemetry.rollUp();
    await world.sql('update dma.meters set dma_id = $2 where id = $1', [meter.id, dma(4)]);
    await world.telemetry.rollUp();
    const rows = await world.sql(
      `select dma_id, quarter_values[1] as value from readings.dma_rollups where dma_id = any($1)`,
      [[dma(3), dma(4)]],
    );
    expect(new Map(rows.map((row) => [row.dma_id, row.value]))).toEqual(
      new Map([
        [dma(3), null],
        [dma(4), 10],
      ]),
    );
  });

  it('hold values with and without suspect readings', async () => {
    const { serialNumber } = await world.addMeter({ serialNumber: 'spiky', dmaId: dma(5) });
    // Every five minutes, with one reading that its neighbours contradict.
    const values = [10, 11, 400, 10, 12, 11];
    await send(values.map((value, i) => ({ serialNumber, at: start + i * 5 * minute, value })));
    await world.telemetry.rollUp();
    const [row] = await world.sql(
      `select suspect_count, quarter_values[1] as all, sound_quarter_values[1] as sound,
         quarter_values[2] as next, sound_quarter_values[2] as sound_next
       from readings.dma_rollups where dma_id = $1`,
      [dma(5)],
    );
    expect(row).toEqual({ suspect_count: 1, all: 421 / 3, sound: 10.5, next: 11, sound_next: 11 });
    expect(await differencesFromFresh(world, [dma(5)])).toEqual([]);
  });

  it('judge the day before anew when a late reading changes what is next to it', async () => {
    const { serialNumber, id } = await world.addMeter({ serialNumber: 'late', dmaId: dma(6) });
    const midnight = start + 24 * 60 * minute;
    await send([
      { serialNumber, at: midnight - 15 * minute, value: 10 },
      { serialNumber, at: midnight - 5 * minute, value: 300 },
    ]);
    await world.telemetry.rollUp();
    const codes = async () =>
      (
        await world.sql(
          'select quality_code from readings.flow_readings where meter_id = $1 order by recorded_at',
          [id],
        )
      ).map((row) => row.quality_code);
    expect(await codes()).toEqual([0, 0]);
    await send([{ serialNumber, at: midnight + 5 * minute, value: 11 }]);
    await world.telemetry.rollUp();
    expect(await codes()).toEqual([0, 16, 0]);
    const [row] = await world.sql(
      `select suspect_count from readings.meter_rollups where meter_id = $1 and day = '2026-02-03'`,
      [id],
    );
    expect(row).toEqual({ suspect_count: 1 });
  });

  it('leave bad readings out of every sum', async () => {
    const meter = await world.addMeter({ serialNumber: 'bad', dmaId: dma(7) });
    const items = [
      {
        serialNumber: meter.serialNumber,
        quantity: 'FLOW',
        unit: 'M3_PER_HOUR',
        startAt: new Date(start).toISOString(),
        intervalSeconds: 300,
        values: [10, 99, 20],
        quality: [100, 0, 100],
      },
    ];
    await world.execute(record, { input: { readings: items } });
    await world.telemetry.rollUp();
    const [row] = await world.sql(
      `select quarter_values[1] as value, reading_count from readings.dma_rollups where dma_id = $1`,
      [dma(7)],
    );
    expect(row).toEqual({ value: 15, reading_count: 3 });
  });

  it('finds its marks by index, though statistics say that there are none, and takes those of a day together', async () => {
    // The queue is empty most of the time, and so it is when the server looks at it.
    await world.telemetry.rollUp();
    await world.sql('analyze readings.touched_days');
    const client = new pg.Client({ connectionString: world.postgresUrl });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(
        `insert into readings.touched_days (quantity, meter_id, day)
         select 'FLOW', gen_random_uuid(), date '2026-01-01' + n % 50 from generate_series(1, 5000) as n`,
      );
      const { rows } = await client.query(
        'select count(*)::integer as taken from readings.take_marks(array(select readings.next_marks(1000, false)))',
      );
      const { rows: scans } = await client.query<{ read: string }>(
        `select seq_tup_read as read from pg_stat_xact_user_tables where relid = 'readings.touched_days'::regclass`,
      );
      expect(rows).toEqual([{ taken: 1000 }]);
      // One scan of the whole would read five thousand.
      expect(Number(scans[0]?.read)).toBeLessThan(100);

      // A day that was marked many times is computed once.
      await client.query(
        `insert into readings.touched_days (quantity, meter_id, day)
         select 'FLOW', $1, date '2026-07-01' + n % 2 from generate_series(1, 300) as n`,
        [newId()],
      );
      const { rows: days } = await client.query(
        `select day::text, count(*)::integer as count
         from readings.take_marks(array(select max(id) from readings.touched_days)) group by 1`,
      );
      expect(days).toEqual([{ day: '2026-07-01', count: 150 }]);
    } finally {
      await client.query('rollback');
      await client.end();
    }
  });
});
