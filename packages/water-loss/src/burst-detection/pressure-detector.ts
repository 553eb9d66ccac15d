import type { RawColumn } from '../columns.ts';
import { addScore, emptyCusum, type Cusum } from './cusum.ts';
import type { BurstParameters } from './burst-parameters.ts';
import { summarisePressures, type PressureDay } from './pressure-day.ts';
import { residualScores, type ReferenceDay } from './pressure-residuals.ts';

/** What is known of the pressures of a DMA between two days; plain data. */
export type PressureState = {
  /** Each with the number of changes before it; null on the days of a change, which teach nothing. */
  days: { day: PressureDay; segment: number | null }[];
  segment: number;
  /** For each sensor: a fast fall, a slow fall, and a rise. */
  fall: Cusum[];
  slowFall: Cusum[];
  rise: Cusum[];
};

/** A lasting change that one sensor shows more than the others. */
export type PressureChange = {
  readonly kind: 'leak' | 'repair';
  readonly sensorIndex: number;
  readonly startDay: number;
  /** The greatest sum over its threshold, 1 or more. */
  readonly strength: number;
  /** Daily scores of the sensor since the change began. */
  readonly scores: readonly number[];
};

export function initialPressureState(): PressureState {
  return { days: [], segment: 0, fall: [], slowFall: [], rise: [] };
}

/** Takes a day of pressures, one column a sensor, and tells of a change if it shows one. */
export function addPressureDay(
  state: PressureState,
  day: number,
  columns: readonly RawColumn[],
  parameters: BurstParameters,
): PressureChange | null {
  const summary = summarisePressures(day, columns, parameters.leastCompletenessRatio);
  state.days.push({ day: summary, segment: state.segment });
  while ((state.days[0]?.day.day ?? day) < day - parameters.pressureAgeDays) state.days.shift();
  if (state.rise.length !== columns.length) resetSums(state, columns.length);

  const reference = referenceDays(state, day, parameters);
  const scores = residualScores(reference, state.segment, summary, parameters);
  if (scores === null) return null;
  const fast = { slack: parameters.pressureSlack, greatest: parameters.pressureGreatestScore };
  const slow = { slack: parameters.pressureSlowSlack, greatest: fast.greatest };
  for (const [index, score] of scores.entries()) {
    addTo(state.fall, index, day, -score, fast);
    addTo(state.rise, index, day, score, fast);
    addTo(state.slowFall, index, day, -score, slow);
  }
  const change = findChange(state, scores, parameters);
  if (change !== null) {
    startSegment(state, change);
    resetSums(state, columns.length);
  }
  return change;
}

/** All days but the latest and those of a change; of the present segment the first ones. */
function referenceDays(
  state: PressureState,
  day: number,
  parameters: BurstParameters,
): readonly ReferenceDay[] {
  const excursions = [...state.fall, ...state.rise].flatMap(({ scores }) => scores[0]?.day ?? []);
  const to = Math.min(day - parameters.pressureGapDays, ...excursions);
  let levelDays = 0;
  return state.days.flatMap(({ day: one, segment }) => {
    if (segment === null || one.day >= to) return [];
    if (segment === state.segment) levelDays += 1;
    const isLate = segment === state.segment && levelDays > parameters.pressureReferenceDays;
    return isLate ? [] : [{ day: one, segment }];
  });
}

// The first day of a step is partly affected; a slow change has no day that is the new usual.
function startSegment(state: PressureState, change: PressureChange & { isSlow: boolean }): void {
  state.segment += 1;
  for (const one of state.days) {
    if (one.day.day < change.startDay) continue;
    one.segment = change.isSlow || one.day.day === change.startDay ? null : state.segment;
  }
}

function findChange(
  state: PressureState,
  scores: readonly number[],
  parameters: BurstParameters,
): (PressureChange & { readonly isSlow: boolean }) | null {
  const fall = greatest(state.fall, parameters.pressureThreshold);
  const rise = greatest(state.rise, parameters.pressureThreshold);
  const slow = greatest(state.slowFall, parameters.pressureSlowThreshold);
  if (Math.max(fall.strength, rise.strength) > 1) {
    // Where some rise and others fall, the sensor that is furthest off tells which it is.
    const lowest = scores.indexOf(Math.min(...scores));
    const highest = scores.indexOf(Math.max(...scores));
    const isLeak = -(scores[lowest] ?? 0) >= (scores[highest] ?? 0);
    const strength = Math.max(fall.strength, rise.strength);
    const cusums = isLeak ? state.fall : state.rise;
    return {
      ...changeOf(isLeak ? 'leak' : 'repair', cusums, isLeak ? lowest : highest, strength),
      startDay: earliest([...state.fall, ...state.rise]),
      isSlow: false,
    };
  }
  return slow.strength > 1
    ? { ...changeOf('leak', state.slowFall, slow.index, slow.strength), isSlow: true }
    : null;
}

function changeOf(
  kind: 'leak' | 'repair',
  cusums: readonly Cusum[],
  sensorIndex: number,
  strength: number,
): PressureChange {
  const scores = cusums[sensorIndex]?.scores ?? [];
  return {
    kind,
    sensorIndex,
    strength,
    startDay: scores[0]?.day ?? 0,
    scores: scores.map(({ score }) => score),
  };
}

function greatest(cusums: readonly Cusum[], threshold: number) {
  let index = 0;
  let strength = 0;
  for (const [at, { sum }] of cusums.entries()) {
    if (sum / threshold > strength) [index, strength] = [at, sum / threshold];
  }
  return { index, strength };
}

function earliest(cusums: readonly Cusum[]): number {
  return Math.min(...cusums.flatMap(({ scores }) => scores[0]?.day ?? []));
}

function addTo(
  cusums: readonly Cusum[],
  index: number,
  day: number,
  score: number,
  options: { slack: number; greatest: number },
): void {
  const cusum = cusums[index];
  if (cusum !== undefined) addScore(cusum, day, score, options);
}

function resetSums(state: PressureState, count: number): void {
  state.fall = Array.from({ length: count }, emptyCusum);
  state.slowFall = Array.from({ length: count }, emptyCusum);
  state.rise = Array.from({ length: count }, emptyCusum);
}
