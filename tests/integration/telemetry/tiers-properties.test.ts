import fc from 'fast-check';
import { daysAgo, now, openTierWorld, type TierWorld } from './tiers-world.ts';

const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount rejectedCount userErrors { ... on InvalidInputError { message } } }
}`;

type Quantity = 'FLOW' | 'PRESSURE' | 'REGISTER';
const units = { FLOW: 'L_PER_SECOND', PRESSURE: 'BAR', REGISTER: 'M3' } as const;

const reading = fc.record({
  age: fc.integer({ min: 0, max: 60 }),
  second: fc.oneof(
    fc.integer({ min: 0, max: 23 }).map((hour) => hour * 3_600),
    fc.integer({ min: 0, max: 86_399_999 }).map((ms) => ms / 1_000),
  ),
  value: fc.oneof(
    fc.integer({ min: 0, max: 5_000 }).map((whole) => whole / 100),
    fc.double({ min: 0.001, max: 50, noNaN: true }),
  ),
});
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.array(reading, { minLength: 1, maxLength: 60 }) },
    { weight: 1, arbitrary: fc.constant('move' as const) },
  ),
  { minLength: 2, maxLength: 8 },
);

describe('readings that come in any order between moves', () => {
  let world: TierWorld;
  beforeAll(async () => {
    world = await openTierWorld({
      retention: {
        FLOW: { hotDays: 5, warmDays: 20, totalDays: 4_000 },
        PRESSURE: { hotDays: 5, warmDays: 20, totalDays: 4_000 },
        REGISTER: { hotDays: 5, warmDays: 20, totalDays: 4_000 },
      },
    });
  }, 120_000);
  afterAll(() => world.close());

  const send = async (serialNumber: string, quantity: Quantity, at: number[], values: number[]) => {
    const items = [
      {
        serialNumber,
        quantity,
        unit: units[quantity],
        at: at.map((instant) => new Date(instant).toISOString()),
        values,
      },
    ];
    const { data, errors } = await world.execute(record, {
      input: { readings: items, onError: 'SKIP' },
    });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (data as { recordReadings: { acceptedCount: number } }).recordReadings.acceptedCount;
  };
  const move = async () => {
    await world.telemetry.rollUp();
    await world.run();
  };

  it.each(['FLOW', 'PRESSURE'] as const)(
    'gives back each %s reading once, as it first came',
    async (quantity) => {
      await fc.assert(
        fc.asyncProperty(steps, async (script) => {
          const kind = quantity === 'FLOW' ? 'zone' : 'pressure';
          const meter = await world.addMeter({ serialNumber: `P${Math.random()}`, kind });
          const known = new Map<number, number>();
          for (const step of script) {
            if (step === 'move') {
              await move();
              continue;
            }
            const once = new Map(
              step.map(({ age, second, value }) => [daysAgo(age) + second * 1_000, value]),
            );
            const fresh = [...once].filter(([at]) => !known.has(at) && at < now.getTime());
            const again = [...once].filter(([at]) => at < now.getTime());
            const sent = again.map(([at, value]): [number, number] => [at, known.get(at) ?? value]);
            if (sent.length === 0) continue;
            const accepted = await send(
              meter.serialNumber,
              quantity,
              sent.map(([at]) => at),
              sent.map(([, value]) => value),
            );
            expect(accepted).toBe(fresh.length);
            for (const [at, value] of fresh) known.set(at, value);
          }
          await move();
          const sorted = [...known].toSorted(([a], [b]) => a - b);
          const found = await world.readings(meter.id, daysAgo(70), daysAgo(-1), quantity);
          expect(found.at).toEqual(sorted.map(([at]) => new Date(at).toISOString()));
          const factor = quantity === 'FLOW' ? 3.6 : null;
          if (factor !== null)
            expect(found.values).toEqual(sorted.map(([, value]) => value * factor));
        }),
        { numRuns: 12 },
      );
    },
    240_000,
  );

  it('keeps what is written while days are moved', async () => {
    const meter = await world.addMeter({ serialNumber: 'busy', kind: 'zone' });
    const days = Array.from({ length: 40 }, (_, age) => age + 1);
    const write = (second: number) =>
      Promise.all(
        days.map((age) => send(meter.serialNumber, 'FLOW', quarters(age, second), fiveValues)),
      );
    const quarters = (age: number, second: number) =>
      fiveValues.map((_, n) => daysAgo(age) + n * 900_000 + second * 1_000);
    const fiveValues = [1, 2, 3, 4, 5];
    await write(0);
    await world.telemetry.rollUp();
    const moving = (async () => {
      for (let turn = 0; turn < 4; turn += 1) await move();
    })();
    for (const second of [1, 2, 3]) await write(second);
    await moving;
    await move();
    const { at, values } = await world.readings(meter.id, daysAgo(50), daysAgo(0));
    expect(at).toHaveLength(40 * 5 * 4);
    expect(new Set(at).size).toBe(at.length);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(40 * 4 * 15 * 3.6, 6);
  }, 120_000);

  it('computes consumption over days that lie packed or archived', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 59 * 24 }), { minLength: 5, maxLength: 60 }),
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        async (hours, moves) => {
          const meter = await world.addMeter({
            serialNumber: `R${Math.random()}`,
            kind: 'customer',
          });
          const instantOf = (hour: number) => daysAgo(0) - hour * 3_600_000;
          // A register that never falls, however late each of its readings comes.
          const valueOf = (hour: number) => (100_000 - hour * 7) / 10;
          for (const [index, hour] of hours.entries()) {
            await send(meter.serialNumber, 'REGISTER', [instantOf(hour)], [valueOf(hour)]);
            if (moves[index] === true && index % 3 === 0) await move();
          }
          await move();
          // A reading on each day brings every day back to rows.
          const days = new Set(hours.map((hour) => Math.floor(instantOf(hour) / 86_400_000)));
          const marks = [...days].map((day) => day * 86_400_000 + 1_800_000);
          await send(
            meter.serialNumber,
            'REGISTER',
            marks,
            marks.map((at) => valueOf((daysAgo(0) - at) / 3_600_000)),
          );
          const rows: { value: number; consumption: number | null }[] = await world.sql(
            `select register_m3 as value, consumption_m3 as consumption from readings.meter_readings
             where meter_id = $1 order by recorded_at`,
            [meter.id],
          );
          expect(rows).toHaveLength(hours.length + marks.length);
          rows.forEach(({ value, consumption }, index) => {
            const before = rows[index - 1]?.value;
            expect(consumption).toBe(before === undefined ? null : value - before);
          });
        },
      ),
      { numRuns: 8 },
    );
  }, 240_000);
});
