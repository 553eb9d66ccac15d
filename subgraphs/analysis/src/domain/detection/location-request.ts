/** A burst to be placed, by what was known at an instant. Plain data: it is kept as JSON. */
export type LocationRequest = {
  /** Readings before this instant count, and none after. */
  readonly knownUntilMs: number;
  readonly startMs: number;
  readonly alarmMs: number;
  /** Of a leak that has grown: since when it has this size. */
  readonly measureFromMs: number | null;
  readonly sizeM3PerHour: number | null;
  readonly sizeErrorM3PerHour: number | null;
  /** When other bursts of the DMA began or ended, as far as was known. */
  readonly changesMs: readonly number[];
};

const dayMs = 86_400_000;
// At once, so that a crew has something to go by; and again when more days have been seen. Beyond
// three days other changes blur what one more day would tell.
const askedAfterDays: ReadonlySet<number> = new Set([0, 1, 3]);

/** Whether a burst is placed at the end of a day, which is so many days after its last alarm. */
export function isAskedAt(alarmMs: number, dayEndMs: number): boolean {
  // A local day has 23 to 25 hours.
  return askedAfterDays.has(Math.round((dayEndMs - alarmMs) / dayMs));
}
