import { planRetention, type Lying } from './plan-retention.ts';
import { parseRetention, usualRetention } from './retention-policy.ts';

const today = 20_800;
const bytes = { packed: 5, archived: 2 };
const lying = (of: Partial<Lying>): Lying => ({
  quantity: 'FLOW',
  tier: 'ROWS',
  fromDay: today - 10,
  endDay: today - 9,
  receivedDay: 0,
  readings: 96,
  bytes: 12_000,
  estimated: false,
  ...of,
});
const plan = (...spans: readonly Lying[]) =>
  planRetention(usualRetention, spans, today, bytes).map(({ kind, fromDay, endDay }) => [
    kind,
    fromDay - today,
    endDay - today,
  ]);

describe('planRetention', () => {
  it('leaves the last seven days of flow and thirty of registers as rows', () => {
    expect(plan(lying({ fromDay: today - 7, endDay: today + 1 }))).toEqual([]);
    expect(plan(lying({ fromDay: today - 8, endDay: today + 1 }))).toEqual([['PACK', -8, -7]]);
    expect(plan(lying({ quantity: 'REGISTER', fromDay: today - 30, endDay: today }))).toEqual([]);
  });

  it('archives packed days and forgotten rows that are older than thirty days', () => {
    expect(plan(lying({ tier: 'PACKED', fromDay: today - 30, endDay: today - 7 }))).toEqual([]);
    expect(plan(lying({ tier: 'PACKED', fromDay: today - 31, endDay: today - 7 }))).toEqual([
      ['ARCHIVE', -31, -30],
    ]);
    expect(plan(lying({ fromDay: today - 40, endDay: today - 39 }))).toEqual([
      ['ARCHIVE', -40, -39],
    ]);
  });

  it('calls a month estimated when one of its days was', () => {
    const days = [-35, -34].map((age) =>
      lying({ fromDay: today + age, endDay: today + age + 1, estimated: age === -34 }),
    );
    expect(planRetention(usualRetention, days, today, bytes)).toMatchObject([
      { readings: 192, estimated: true },
    ]);
    expect(planRetention(usualRetention, days.slice(0, 1), today, bytes)).toMatchObject([
      { readings: 96, estimated: false },
    ]);
  });

  it('drops files only when readings and receipts are both five years old', () => {
    const file = { tier: 'ARCHIVE', fromDay: today - 1_900, endDay: today - 1_899 } as const;
    expect(plan(lying({ ...file, receivedDay: today - 1_899 }))).toEqual([
      ['DROP', -1_900, -1_899],
    ]);
    expect(plan(lying({ ...file, receivedDay: today - 1 }))).toEqual([]);
    expect(plan(lying({ ...file, endDay: today - 1_826, receivedDay: 0 }))).toHaveLength(1);
    expect(plan(lying({ ...file, endDay: today - 1_825, receivedDay: 0 }))).toEqual([]);
  });

  it('adds the days of a month up, and says what they will take', () => {
    const days = [10, 9].map((age) => lying({ fromDay: today - age, endDay: today - age + 1 }));
    expect(planRetention(usualRetention, days, today, bytes)).toMatchObject([
      { kind: 'PACK', readings: 192, bytesNow: 24_000, bytesAfter: 960 },
    ]);
  });
});

describe('parseRetention', () => {
  it('replaces what is named', () => {
    expect(parseRetention('flow=1/2/3, register=5/5/9')).toEqual({
      ...usualRetention,
      FLOW: { hotDays: 1, warmDays: 2, totalDays: 3 },
      REGISTER: { hotDays: 5, warmDays: 5, totalDays: 9 },
    });
  });

  it.each(['', 'flow', 'flow=0/1/2', 'flow=9/8/20', 'flow=1/2/2', 'rain=1/2/3', 'flow=1/2/-3'])(
    'refuses %j in words',
    (text) => {
      expect(parseRetention(text)).toHaveProperty('problem');
    },
  );
});
