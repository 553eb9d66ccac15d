/** One local day of demand beside the forecast that was made before it; hours, m³/h. */
export type ForecastDay = {
  /** First hour and the end of the last, milliseconds since 1970. */
  readonly startAt: number;
  readonly endAt: number;
  /** NaN where it is not known; the columns have one length. */
  readonly measured: ArrayLike<number>;
  readonly expected: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
};

/** Demand that stayed outside of the interval of its forecast. */
export type ForecastMiss = {
  readonly number: number;
  readonly startAt: number;
  /** End of the day in which it had lasted long enough. */
  readonly alarmAt: number;
  readonly endAt: number | null;
  readonly direction: 'above' | 'below';
  /** Mean distance from the forecast, m³/h, never negative. */
  readonly meanM3PerHour: number;
  /** Of the day that raised it. */
  readonly measured: readonly (number | null)[];
  readonly expected: readonly (number | null)[];
};

/** What is known between two days; plain data. */
export type ForecastMissState = {
  watermark: number | null;
  run: { direction: 'above' | 'below'; startAt: number; hours: number; sum: number } | null;
  /** Hours in a row within the interval while a miss is open, and where they began. */
  within: { startAt: number; hours: number } | null;
  misses: ForecastMiss[];
};

const hourMs = 3_600_000;
/** An interval of 95 % is left for an hour now and then; for six in a row by chance hardly ever. */
const leastRunHours = 6;
/** Demand crosses its interval twice a day: a miss is over when it stays within for as long. */
const hoursToEnd = 6;

export function initialForecastMissState(): ForecastMissState {
  return { watermark: null, run: null, within: null, misses: [] };
}

/**
 * Takes the next day. A miss is six hours in a row on one side of the interval; it ends with six
 * hours within, or where demand comes out on the other side. Hours without a reading or an interval change nothing. Never looks ahead.
 */
export function addForecastDay(state: ForecastMissState, day: ForecastDay): void {
  if (state.watermark !== null && day.startAt < state.watermark) return;
  state.watermark = day.endAt;
  for (let hour = 0; hour < day.measured.length; hour += 1) {
    const value = day.measured[hour] ?? Number.NaN;
    const low = day.low[hour] ?? Number.NaN;
    const high = day.high[hour] ?? Number.NaN;
    if (Number.isNaN(value + low + high)) continue;
    const at = day.startAt + hour * hourMs;
    const direction = value > high ? 'above' : value < low ? 'below' : null;
    if (direction === null) {
      stayWithin(state, at);
      continue;
    }
    state.within = null;
    if (state.run !== null && state.run.direction !== direction) endRun(state, at);
    const { startAt, hours, sum } = state.run ?? { startAt: at, hours: 0, sum: 0 };
    const distance = Math.abs(value - (day.expected[hour] ?? value));
    state.run = { direction, startAt, hours: hours + 1, sum: sum + distance };
    if (state.run.hours >= leastRunHours) putMiss(state, state.run, day);
  }
}

function putMiss(
  state: ForecastMissState,
  run: NonNullable<ForecastMissState['run']>,
  day: ForecastDay,
): void {
  const last = state.misses.at(-1);
  const meanM3PerHour = run.sum / run.hours;
  if (last?.endAt === null) {
    state.misses[last.number - 1] = { ...last, meanM3PerHour };
    return;
  }
  state.misses.push({
    number: state.misses.length + 1,
    startAt: run.startAt,
    alarmAt: day.endAt,
    endAt: null,
    direction: run.direction,
    meanM3PerHour,
    measured: columnOf(day.measured),
    expected: columnOf(day.expected),
  });
}

function stayWithin(state: ForecastMissState, at: number): void {
  if (state.misses.at(-1)?.endAt !== null) {
    state.run = null;
    return;
  }
  const { startAt, hours } = state.within ?? { startAt: at, hours: 0 };
  state.within = { startAt, hours: hours + 1 };
  if (state.within.hours >= hoursToEnd) endRun(state, startAt);
}

function endRun(state: ForecastMissState, at: number): void {
  const last = state.misses.at(-1);
  if (last?.endAt === null) state.misses[last.number - 1] = { ...last, endAt: at };
  state.run = null;
  state.within = null;
}

function columnOf(column: ArrayLike<number>): (number | null)[] {
  return Array.from(column, (value) => (Number.isNaN(value) ? null : value));
}
