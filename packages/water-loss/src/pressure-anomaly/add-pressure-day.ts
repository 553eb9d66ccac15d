import {
  pressureBounds,
  type PressureBounds,
  type PressureDayRecord,
  type PressureRule,
} from './pressure-pattern.ts';

/** One local day of a DMA's pressure. */
export type PressureAnomalyDay = {
  /** Local midnight and the next one, milliseconds since 1970. */
  readonly startAt: number;
  readonly endAt: number;
  /** 0 a working day, 1 Saturday, 2 Sunday. */
  readonly dayType: number;
  /** Mean of each hour, metres of water column; null where it is not known. */
  readonly hoursM: readonly (number | null)[];
};

/** Hours in which pressure was not what it usually is. */
export type PressureAnomaly = {
  readonly number: number;
  readonly startAt: number;
  /** End of the day whose readings raised it. */
  readonly alarmAt: number;
  readonly endAt: number | null;
  readonly direction: 'low' | 'high';
  /** The greatest distance from the usual of the hour, metres, never negative. */
  readonly greatestM: number;
  /** Observed and usual, an hour each, of the day that raised it. */
  readonly observedM: readonly (number | null)[];
  readonly expectedM: readonly (number | null)[];
};

/** What is known between two days; plain data. */
export type PressureAnomalyState = {
  watermark: number | null;
  days: PressureDayRecord[];
  /** Hours in a row on one side of the bounds, and where they began. */
  run: { direction: 'low' | 'high'; startAt: number; hours: number; greatestM: number } | null;
  /** Hours in a row within the bounds while an anomaly is open. */
  usualHours: number;
  anomalies: PressureAnomaly[];
};

const hourMs = 3_600_000;
const daysKept = 56;
const leastRunHours = 3;
const hoursToClose = 3;
/** An anomaly that lasts longer is the new usual pressure. */
const longestMs = 14 * 24 * hourMs;

export function initialPressureAnomalyState(): PressureAnomalyState {
  return { watermark: null, days: [], run: null, usualHours: 0, anomalies: [] };
}

/**
 * Takes the next day: an anomaly is three hours in a row beyond the bounds of the rule on one side,
 * and ends with three hours within. Its hours are kept out of what is usual, until it has lasted
 * two weeks. Days must come in order; one that was seen is passed over. Never looks ahead.
 */
export function addPressureAnomalyDay(
  state: PressureAnomalyState,
  day: PressureAnomalyDay,
  rule: PressureRule,
): void {
  if (state.watermark !== null && day.startAt < state.watermark) return;
  state.watermark = day.endAt;
  acceptNewUsual(state, day);
  const bounds = pressureBounds(state.days, day.dayType, rule);
  const hours = day.hoursM.map((pressure, hour) => {
    const usual = bounds?.[hour] ?? null;
    if (pressure === null || usual === null) return pressure;
    return takeHour(state, day, hour, pressure, usual, bounds) ? pressure : null;
  });
  state.days.push({ dayType: day.dayType, hours });
  while (state.days.length > daysKept) state.days.shift();
}

// True when the hour is a usual one.
function takeHour(
  state: PressureAnomalyState,
  day: PressureAnomalyDay,
  hour: number,
  pressure: number,
  usual: PressureBounds,
  bounds: readonly (PressureBounds | null)[] | null,
): boolean {
  const at = day.startAt + hour * hourMs;
  const direction = pressure < usual.lowM ? 'low' : pressure > usual.highM ? 'high' : null;
  const distance = Math.abs(pressure - usual.expectedM);
  if (direction === null) {
    state.run = null;
    closeAfterUsualHours(state, at + hourMs);
    return true;
  }
  state.usualHours = 0;
  const { run } = state;
  state.run =
    run?.direction === direction
      ? { ...run, hours: run.hours + 1, greatestM: Math.max(run.greatestM, distance) }
      : { direction, startAt: at, hours: 1, greatestM: distance };
  followOrRaise(state, day, bounds);
  return false;
}

function followOrRaise(
  state: PressureAnomalyState,
  day: PressureAnomalyDay,
  bounds: readonly (PressureBounds | null)[] | null,
): void {
  const { run } = state;
  const open = openAnomaly(state);
  if (run === null) return;
  if (open?.direction === run.direction) {
    const greatestM = Math.max(open.greatestM, run.greatestM);
    state.anomalies[open.number - 1] = { ...open, greatestM };
  } else if (run.hours >= leastRunHours) {
    if (open !== undefined) state.anomalies[open.number - 1] = { ...open, endAt: run.startAt };
    state.anomalies.push({
      number: state.anomalies.length + 1,
      startAt: run.startAt,
      alarmAt: day.endAt,
      endAt: null,
      direction: run.direction,
      greatestM: run.greatestM,
      observedM: [...day.hoursM],
      expectedM: (bounds ?? []).map((bound) => bound?.expectedM ?? null),
    });
  }
}

function closeAfterUsualHours(state: PressureAnomalyState, now: number): void {
  const open = openAnomaly(state);
  if (open === undefined) return;
  state.usualHours += 1;
  if (state.usualHours < hoursToClose) return;
  state.usualHours = 0;
  const endAt = Math.max(open.startAt, now - hoursToClose * hourMs);
  state.anomalies[open.number - 1] = { ...open, endAt };
}

function acceptNewUsual(state: PressureAnomalyState, day: PressureAnomalyDay): void {
  const open = openAnomaly(state);
  if (open === undefined || day.startAt - open.startAt < longestMs) return;
  state.anomalies[open.number - 1] = { ...open, endAt: day.startAt };
  state.run = null;
  state.usualHours = 0;
  state.days = [];
}

function openAnomaly(state: PressureAnomalyState): PressureAnomaly | undefined {
  const last = state.anomalies.at(-1);
  return last?.endAt === null ? last : undefined;
}
