import * as fc from 'fast-check';
import type { BurstEvent, LeakEvent } from '../burst-detection/burst-event.ts';
import { flowM3PerHour } from '../units.ts';
import { isGrowth, runningSize } from './is-growth.ts';
import { bookDay, emptyLeakBook, leaksOf, type LeakBook } from './leak-book.ts';

const dayMs = 86_400_000;

type Drawn = Omit<Partial<LeakEvent>, 'sizeM3PerHour'> & {
  readonly startDay: number;
  readonly alarmDay: number;
  readonly size: number | null;
  readonly endDay?: number;
};

function rise(number: number, { startDay, alarmDay, size, endDay, ...rest }: Drawn): LeakEvent {
  return {
    number,
    kind: 'leak',
    test: 'night',
    startAt: startDay * dayMs,
    alarmAt: alarmDay * dayMs,
    endAt: endDay === undefined ? null : endDay * dayMs,
    sizeM3PerHour: size === null ? null : flowM3PerHour(size),
    sizeErrorM3PerHour: size === null ? null : flowM3PerHour(0.2),
    confidence: 0.9,
    sensor: null,
    evidence: {
      startAt: 0,
      intervalSeconds: 86_400,
      observedM3PerHour: [],
      expectedM3PerHour: [],
      pressureScores: [],
    },
    ...rest,
  };
}

type Fall = { readonly day: number; readonly size: number };

/** The book of what a detector would have told day by day. */
function book(days: number, events: readonly LeakEvent[], falls: readonly Fall[] = []) {
  let kept: LeakBook = emptyLeakBook;
  for (let day = 1; day <= days; day += 1) {
    const endAt = day * dayMs;
    const known = knownAt(events, endAt);
    const fall = falls.findLast((each) => each.day < day);
    kept = bookDay(kept, {
      events: known,
      endAt,
      latestFall:
        fall === undefined ? null : { startAt: fall.day * dayMs, sizeM3PerHour: fall.size },
    });
    // As after a restart.
    kept = JSON.parse(JSON.stringify(kept)) as LeakBook;
  }
  return leaksOf(kept, knownAt(events, days * dayMs));
}

function knownAt(events: readonly LeakEvent[], instant: number): LeakEvent[] {
  return events
    .filter(({ alarmAt }) => alarmAt <= instant)
    .map((event) => ({
      ...event,
      endAt: (event.endAt ?? Infinity) < instant ? event.endAt : null,
    }));
}

const growing = [
  rise(1, { startDay: 10, alarmDay: 13, size: 2 }),
  rise(2, { startDay: 17, alarmDay: 20, size: 2 }),
  rise(3, { startDay: 25, alarmDay: 27, size: 2 }),
];
const numbers = (leaks: ReturnType<typeof book>) =>
  leaks.map(({ rises }) => rises.map(({ number }) => number));

describe('a leak that grows', () => {
  it('is one leak, however often it rises', () => {
    const [leak, ...others] = book(30, growing);
    expect(others).toEqual([]);
    expect(leak?.rises.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(leak?.endAt).toBeNull();
    expect(runningSize(leak?.rises ?? [])).toBe(6);
  });

  it('ends as a whole by one repair, which is as large as no single rise', () => {
    const [leak] = book(40, growing, [{ day: 33, size: 6.5 }]);
    expect(leak?.endAt).toBe(33 * dayMs);
    expect(leak?.endSeenAt).toBe(34 * dayMs);
    expect(leak?.rises.map(({ endAt }) => endAt)).toEqual([33, 33, 33].map((day) => day * dayMs));
  });

  it('goes on without a rise that faded, and ends with its last', () => {
    const faded = growing.map((event) =>
      event.number === 2 ? { ...event, endAt: 23 * dayMs } : event,
    );
    const [leak] = book(30, faded);
    expect(leak?.endAt).toBeNull();
    expect(runningSize(leak?.rises ?? [])).toBe(4);
    const all = growing.map((event) => ({ ...event, endAt: (20 + event.number * 4) * dayMs }));
    expect(book(40, all)[0]?.endAt).toBe(32 * dayMs);
  });

  it('does not end when a fall repairs another leak of that size', () => {
    const burst = rise(4, { startDay: 28, alarmDay: 29, size: 20, test: 'whole day' });
    const leaks = book(40, [...growing, burst], [{ day: 33, size: 19 }]);
    expect(numbers(leaks)).toEqual([[1, 2, 3], [4]]);
    expect(leaks.map(({ endAt }) => endAt)).toEqual([null, 33 * dayMs]);
  });

  it('is not ended by a fall of before it rose last', () => {
    const before = bookDay(emptyLeakBook, { events: growing, latestFall: null, endAt: 28 * dayMs });
    const told = { startAt: 24 * dayMs, sizeM3PerHour: 6 };
    const [leak] = leaksOf(
      bookDay(before, { events: growing, latestFall: told, endAt: 29 * dayMs }),
      growing,
    );
    expect(leak?.endAt).toBeNull();
    expect(runningSize(leak?.rises ?? [])).toBe(6);
  });

  it('keeps a rise that the detector ended by the repair of another leak', () => {
    const burst = rise(4, { startDay: 28, alarmDay: 29, size: 7, test: 'whole day' });
    // The fall of the whole leak is taken by the detector for that of the lone rise beside it.
    const events = [...growing, { ...burst, endAt: 33 * dayMs }];
    const leaks = book(45, events, [{ day: 33, size: 6 }]);
    expect(numbers(leaks)).toEqual([[1, 2, 3], [4]]);
    expect(leaks.map(({ endAt }) => endAt)).toEqual([33 * dayMs, null]);
  });

  it('is told the same when its days are told in one go or each by itself', () => {
    const size = fc.double({ min: 0.5, max: 20, noNaN: true });
    const drawn = fc.record({ gap: fc.integer({ min: 1, max: 30 }), size });
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 8 }), (list) => {
        let day = 5;
        const events = list.map((each, index) => {
          day += each.gap;
          return rise(index + 1, { startDay: day - 2, alarmDay: day, size: each.size });
        });
        const early = book(day, events);
        const late = book(day + 20, events);
        expect(late).toEqual(early);
        expect(late.flatMap(({ rises }) => rises).length).toBe(events.length);
      }),
    );
  });
});

describe('a rise while a leak is open', () => {
  const open = growing.slice(0, 1);
  it.each<[string, Drawn, boolean]>([
    ['soon after and by degrees is growth', { startDay: 20, alarmDay: 24, size: 5 }, true],
    ['after a long pause is another leak', { startDay: 28, alarmDay: 30, size: 1 }, false],
    [
      'that began before it is another leak',
      { startDay: 5, alarmDay: 20, size: 3, test: 'drift' },
      false,
    ],
    [
      'at once and large is another leak',
      { startDay: 20, alarmDay: 22, size: 6, test: 'whole day' },
      false,
    ],
    [
      'at once and small is growth',
      { startDay: 20, alarmDay: 22, size: 4, test: 'whole day' },
      true,
    ],
    [
      'of whole days that took long to show is growth',
      { startDay: 15, alarmDay: 20, size: 5, test: 'whole day' },
      true,
    ],
    [
      'that only pressures tell of is the same leak, come to their notice',
      { startDay: 20, alarmDay: 24, size: null, test: 'pressure', sensor: 'n1' },
      true,
    ],
  ])('%s', (_name, drawn, expected) => {
    expect(isGrowth(rise(9, drawn), open)).toBe(expected);
  });

  it('is growth where the same pressure sensor reacts, and another leak where another does', () => {
    const felt = open.map((event) => ({ ...event, sensor: 'n1' }));
    const large = { startDay: 20, alarmDay: 21, size: 50, test: 'whole day' } as const;
    expect(isGrowth(rise(9, { ...large, sensor: 'n1' }), felt)).toBe(true);
    const late = { ...large, startDay: 90, alarmDay: 91, sensor: 'n1' };
    expect(isGrowth(rise(9, late), felt)).toBe(false);
    const soon = { startDay: 14, alarmDay: 17, size: 1 };
    expect(isGrowth(rise(9, { ...soon, sensor: 'n2' }), felt)).toBe(false);
  });

  it('is never growth of a leak that has ended, and meter events are no leaks', () => {
    const [first] = growing;
    const events: BurstEvent[] = [
      { ...(first ?? rise(1, { startDay: 1, alarmDay: 2, size: 1 })), endAt: 14 * dayMs },
      {
        number: 2,
        kind: 'meter fault',
        fault: 'stuck',
        confidence: 1,
        startAt: 15 * dayMs,
        alarmAt: 16 * dayMs,
        endAt: null,
      },
      rise(3, { startDay: 16, alarmDay: 18, size: 1 }),
    ];
    const once = bookDay(emptyLeakBook, {
      events: events.slice(0, 2),
      latestFall: null,
      endAt: 16 * dayMs,
    });
    const twice = bookDay(once, { events, latestFall: null, endAt: 18 * dayMs });
    expect(leaksOf(twice, events).map(({ rises }) => rises.map(({ number }) => number))).toEqual([
      [1],
      [3],
    ]);
  });
});
