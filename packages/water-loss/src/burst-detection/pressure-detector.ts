import type { RawColumn } from '../columns.ts';
import { addScore } from './cusum.ts';
import type { BurstParameters } from './burst-parameters.ts';
import { findChange, type PressureChange } from './pressure-change.ts';
import { summarisePressures, type PressureDay } from './pressure-day.ts';
import { residualScores } from './pressure-residuals.ts';
import {
  addRecent,
  newSensor,
  referenceOf,
  startNewLevel,
  type DayScore,
  type SensorState,
} from './sensor-level.ts';

/** What is known of the pressures of a DMA between two days; plain data. */
export type PressureState = {
  days: PressureDay[];
  sensors: SensorState[];
  /** What leaks looked like when pressures showed them, by the number of their event. */
  shown: { eventNumber: number; pattern: readonly number[] }[];
};

// A sensor that shows less than this share of what the most affected one shows is let be, so that
// what it has of another leak is not lost; so is one whose score is no more than noise.
const affectedShare = 0.2;
const affectedScore = 1;
// A fall on its way to an alarm speaks for a rise of flow.
const supportingShare = 0.5;

export function initialPressureState(): PressureState {
  return { days: [], sensors: [], shown: [] };
}

/** Takes a day of pressures, one column a sensor, and tells of a change if it shows one. */
export function addPressureDay(
  state: PressureState,
  day: number,
  columns: readonly RawColumn[],
  parameters: BurstParameters,
): PressureChange | null {
  // Other sensors: nothing that was learnt holds of them.
  if (state.sensors.length !== columns.length) {
    Object.assign(state, initialPressureState(), { sensors: columns.map(newSensor) });
  }
  const { days, sensors } = state;
  while ((days[0]?.day ?? day) < day - parameters.pressureAgeDays) days.shift();
  const today = summarisePressures(day, columns, parameters.leastCompletenessRatio);
  const judged = residualScores(
    days,
    (index) => referenceOf(sensors[index] ?? newSensor(), days, day, parameters),
    today,
    parameters,
  );
  days.push(today);
  if (judged === null) return null;
  for (const [index, sensor] of sensors.entries()) {
    const score = judged.scores[index] ?? null;
    if (score === null) continue;
    const contrast = judged.contrasts[index] ?? 0;
    addScores(sensor, { day, score, contrast }, judged.persistence, parameters);
  }
  const change = findChange(sensors, parameters);
  if (change !== null) startNewLevels(state, change, day);
  return change;
}

function addScores(
  sensor: SensorState,
  today: DayScore,
  persistence: number,
  parameters: BurstParameters,
): void {
  const { day, score } = today;
  const greatest = parameters.pressureGreatestScore;
  const fast = { slack: parameters.pressureSlack, greatest };
  addScore(sensor.fall, day, -score, fast);
  addScore(sensor.rise, day, score, fast);
  const slow = { slack: parameters.pressureSlowSlack, greatest };
  addScore(sensor.slowFall, day, -score / persistence, slow);
  addRecent(sensor, today);
}

// The first day of a step is partly affected; a slow change has no day that is the new usual.
function startNewLevels(state: PressureState, change: PressureChange, day: number): void {
  const { pattern, sensorIndex, startDay, isFast } = change;
  const most = Math.abs(pattern[sensorIndex] ?? 0);
  const least = Math.max(affectedScore, affectedShare * most);
  for (const [index, sensor] of state.sensors.entries()) {
    if (index !== sensorIndex && Math.abs(pattern[index] ?? 0) <= least) continue;
    const stretch = { from: startDay, to: isFast ? startDay : day };
    startNewLevel(sensor, stretch, state.days[0]?.day ?? 0);
  }
}

/**
 * Whether pressures speak against a leak behind a rise of flow: there are enough sensors, most were
 * judged today, and none has fallen of late or is about to be said to. Few sensors see no leak that
 * is far from all of them, and say nothing.
 */
export function speaksAgainstLeak(
  { sensors }: PressureState,
  day: number,
  parameters: BurstParameters,
): boolean {
  const judged = sensors.filter(({ recent }) => recent.at(-1)?.day === day);
  if (judged.length < parameters.denyingSensors || 2 * judged.length <= sensors.length)
    return false;
  const least = supportingShare * parameters.pressureSlowThreshold;
  return sensors.every(
    ({ slowFall, changes }) =>
      slowFall.sum < least && (changes.at(-1)?.to ?? -Infinity) < day - parameters.togetherDays,
  );
}
