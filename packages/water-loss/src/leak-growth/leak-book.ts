import type { BurstEvent, LeakEvent } from '../burst-detection/burst-event.ts';
import { isGrowth, runningSize } from './is-growth.ts';

/** A rise of a leak: an event of the detector, by its number, and when it fell back. */
type BookedRise = {
  readonly number: number;
  readonly endAt: number | null;
  /** What it was when it ended: the detector may go on to measure what it has not ended itself. */
  readonly atEnd: Pick<LeakEvent, 'sizeM3PerHour' | 'sensor' | 'confidence'> | null;
  /** The detector ended it by a fall that was the repair of another leak. */
  readonly outlivesEvent: boolean;
};

type BookedLeak = {
  readonly rises: readonly BookedRise[];
  readonly endAt: number | null;
  readonly endSeenAt: number | null;
};

/** What rose and belongs together; plain data, JSON keeps it. */
export type LeakBook = {
  readonly leaks: readonly BookedLeak[];
  readonly lastFallAt: number | null;
};

/** A lasting fall of flow, as the detector saw it. */
export type Fall = { readonly startAt: number; readonly sizeM3PerHour: number };

export type BookDay = {
  /** All events of the detector after this day. */
  readonly events: readonly BurstEvent[];
  /** The latest fall that the detector knows of. */
  readonly latestFall: Fall | null;
  readonly endAt: number;
};

/** A leak with all its rises: the first, and those by which it grew. */
export type Leak = {
  readonly rises: readonly LeakEvent[];
  readonly endAt: number | null;
  /** End of the day whose readings showed the end. */
  readonly endSeenAt: number | null;
};

// A fall is the repair of the leak whose size is nearest, but of none this many times off.
const greatestRatio = 2;

export const emptyLeakBook: LeakBook = { leaks: [], lastFallAt: null };

/**
 * Takes the events of a day: a rise while a leak is open is its growth or another leak, and stays
 * what it was taken for. A fall ends the whole leak when its size is nearer to that of the leak
 * than to that of the rise which the detector took it for: so the repair of a grown leak does.
 */
export function bookDay(book: LeakBook, { events, latestFall, endAt }: BookDay): LeakBook {
  const isNew = latestFall !== null && latestFall.startAt > (book.lastFallAt ?? -Infinity);
  const leaks = addRises(book.leaks, events);
  if (!isNew) {
    return { ...book, leaks: leaks.map((leak) => withEnds(leak, events, endAt)) };
  }
  const repaired = repairedBy(leaks, events, latestFall);
  return {
    lastFallAt: latestFall.startAt,
    leaks: leaks.map((leak, index) => {
      if (leak.endAt !== null || repaired === null) return withEnds(leak, events, endAt);
      return index === repaired
        ? ended(leak, events, latestFall.startAt, endAt)
        : withoutEndsOfToday(leak, events);
    }),
  };
}

/** The leaks of a book as they stand, in order of their first rise. */
export function leaksOf({ leaks }: LeakBook, events: readonly BurstEvent[]): readonly Leak[] {
  return leaks.map((leak) => ({
    rises: risesOf(leak, events),
    endAt: leak.endAt,
    endSeenAt: leak.endSeenAt,
  }));
}

function risesOf({ rises }: BookedLeak, events: readonly BurstEvent[]): readonly LeakEvent[] {
  return rises.map(({ number, endAt, atEnd }) => ({ ...eventOf(events, number), endAt, ...atEnd }));
}

function eventOf(events: readonly BurstEvent[], number: number): LeakEvent {
  const event = events[number - 1];
  if (event?.kind !== 'leak') throw new Error(`Event ${number} of the book is no leak.`);
  return event;
}

function addRises(leaks: readonly BookedLeak[], events: readonly BurstEvent[]): BookedLeak[] {
  const all = [...leaks];
  const known = new Set(leaks.flatMap(({ rises }) => rises.map(({ number }) => number)));
  for (const event of events) {
    if (event.kind !== 'leak' || known.has(event.number)) continue;
    const rise = { number: event.number, endAt: null, atEnd: null, outlivesEvent: false };
    const index = all.findLastIndex(
      (leak) => leak.endAt === null && isGrowth(event, risesOf(leak, events)),
    );
    const leak = all[index];
    if (leak === undefined) all.push({ rises: [rise], endAt: null, endSeenAt: null });
    else all[index] = { ...leak, rises: [...leak.rises, rise] };
  }
  return all;
}

/** The leak that a fall repaired as a whole; null when it is rather what the detector made of it. */
function repairedBy(
  leaks: readonly BookedLeak[],
  events: readonly BurstEvent[],
  { startAt, sizeM3PerHour: fallM3PerHour }: Fall,
): number | null {
  const ratioOf = (size: number | null) =>
    size === null || size <= 0
      ? Number.POSITIVE_INFINITY
      : Math.max(size / fallM3PerHour, fallM3PerHour / size);
  let best: number | null = null;
  let least = greatestRatio;
  for (const [index, leak] of leaks.entries()) {
    const rises = risesOf(leak, events);
    // What rose since the fall was not repaired by it.
    if (leak.endAt !== null || rises.some((rise) => rise.startAt >= startAt)) continue;
    const ratio = ratioOf(runningSize(rises));
    if (ratio <= least) [best, least] = [index, ratio];
  }
  const taken = leaks
    .flatMap(({ rises }) => rises)
    .filter((rise) => isEndedToday(rise, events))
    .map(({ number }) => ratioOf(eventOf(events, number).sizeM3PerHour));
  return Math.min(...taken, Number.POSITIVE_INFINITY) < least ? null : best;
}

function isEndedToday(rise: BookedRise, events: readonly BurstEvent[]): boolean {
  return rise.endAt === null && !rise.outlivesEvent && eventOf(events, rise.number).endAt !== null;
}

function endedRise(rise: BookedRise, events: readonly BurstEvent[], at: number): BookedRise {
  const { sizeM3PerHour, sensor, confidence } = eventOf(events, rise.number);
  return { ...rise, endAt: at, atEnd: { sizeM3PerHour, sensor, confidence } };
}

function ended(
  { rises }: BookedLeak,
  events: readonly BurstEvent[],
  at: number,
  seenAt: number,
): BookedLeak {
  return {
    rises: rises.map((rise) => (rise.endAt === null ? endedRise(rise, events, at) : rise)),
    endAt: at,
    endSeenAt: seenAt,
  };
}

function withoutEndsOfToday(leak: BookedLeak, events: readonly BurstEvent[]): BookedLeak {
  const rises = leak.rises.map((rise) =>
    isEndedToday(rise, events) ? { ...rise, outlivesEvent: true } : rise,
  );
  return { ...leak, rises };
}

function withEnds(leak: BookedLeak, events: readonly BurstEvent[], seenAt: number): BookedLeak {
  if (leak.endAt !== null) return leak;
  const rises = leak.rises.map((rise) =>
    isEndedToday(rise, events)
      ? endedRise(rise, events, eventOf(events, rise.number).endAt ?? seenAt)
      : rise,
  );
  const ends = rises.map(({ endAt }) => endAt);
  const isOver = ends.every((endAt) => endAt !== null);
  return isOver ? { rises, endAt: Math.max(...ends), endSeenAt: seenAt } : { ...leak, rises };
}
