import type { LeakEvent } from '../burst-detection/burst-event.ts';

const dayMs = 86_400_000;
/** A leak that grows rises again within so many days. */
const longestPauseDays = 14;
/** A rise of whole days that stands out within so many days came at once. */
const abruptDays = 4;
/** What comes at once is another leak when it is this large beside the open one … */
const abruptShare = 0.5;
/** … and is more than utilities call a small leak, m³/h. */
const smallLeakM3PerHour = 5;

/** What is still running of a leak, m³/h; null while no flow told of it. */
export function runningSize(rises: readonly LeakEvent[]): number | null {
  const sizes = rises.flatMap(({ endAt, sizeM3PerHour }) =>
    endAt === null && sizeM3PerHour !== null ? [sizeM3PerHour] : [],
  );
  return sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Whether a rise is growth of a leak that is open, as its rises tell it: when it begins neither
 * before the leak nor long after its last rise, and the same pressure sensor reacts most. Where not
 * both have one, it is unless it came at once and large: a detector raises growth as soon as it
 * stands out, so that each piece is small, while a burst has its whole size on its first day.
 */
export function isGrowth(rise: LeakEvent, ofLeak: readonly LeakEvent[]): boolean {
  const startAt = ofLeak.reduce((first, each) => Math.min(first, each.startAt), Infinity);
  const latestAt = ofLeak.reduce((latest, { alarmAt }) => Math.max(latest, alarmAt), 0);
  const isSoon = rise.startAt - latestAt <= longestPauseDays * dayMs;
  if (rise.startAt < startAt || !isSoon) return false;
  const sensor = ofLeak.findLast((each) => each.sensor !== null)?.sensor ?? null;
  if (sensor !== null && rise.sensor !== null) return sensor === rise.sensor;
  const isAbrupt = rise.test === 'whole day' && rise.alarmAt - rise.startAt < abruptDays * dayMs;
  const least = Math.max(smallLeakM3PerHour, abruptShare * (runningSize(ofLeak) ?? 0));
  return !isAbrupt || (rise.sizeM3PerHour ?? 0) < least;
}
