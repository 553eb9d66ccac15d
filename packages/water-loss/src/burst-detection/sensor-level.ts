import type { BurstParameters } from './burst-parameters.ts';
import { emptyCusum, type Cusum } from './cusum.ts';
import type { PressureDay } from './pressure-day.ts';

/** How far a sensor lay off on a day, in deviations of days and in those within a day. */
export type DayScore = {
  readonly day: number;
  readonly score: number;
  readonly contrast: number;
};

/** What is known of one pressure sensor between two days; plain data. */
export type SensorState = {
  fall: Cusum;
  slowFall: Cusum;
  rise: Cusum;
  /** Scores of the last days since its level changed, oldest first. */
  recent: DayScore[];
  /** First and last day of each change of its level: days of neither one level nor the next. */
  changes: { from: number; to: number }[];
};

/** Days by their place in a list. */
export type SensorReference = {
  /** Days that tell the present level. */
  readonly level: readonly number[];
  /** Days of one level each, the present one last. */
  readonly stretches: readonly (readonly number[])[];
};

// Of a level so young that leaving the last week out would leave too little.
const youngGapDays = 2;
const recentDays = 14;

export function newSensor(): SensorState {
  return {
    fall: emptyCusum(),
    slowFall: emptyCusum(),
    rise: emptyCusum(),
    recent: [],
    changes: [],
  };
}

export function addRecent(sensor: SensorState, score: DayScore): void {
  sensor.recent.push(score);
  if (sensor.recent.length > recentDays) sensor.recent.shift();
}

/**
 * The days behind the present level of a sensor and behind those before it. The last week is left
 * out, so that a slow fall does not become the level, and so is an excursion that goes on.
 */
export function referenceOf(
  { fall, rise, changes }: SensorState,
  known: readonly PressureDay[],
  today: number,
  parameters: BurstParameters,
): SensorReference {
  const excursions = [fall, rise].flatMap(({ scores }) => scores[0]?.day ?? []);
  const to = Math.min(today - youngGapDays, ...excursions);
  const stretches: number[][] = [...changes, null].map(() => []);
  for (const [place, { day }] of known.entries()) {
    if (day >= to) break;
    const isWithin = changes.some((change) => change.from <= day && day <= change.to);
    const stretch = changes.filter((change) => change.to < day).length;
    if (!isWithin) stretches[stretch]?.push(place);
  }
  const present = stretches.pop() ?? [];
  const dayAt = (place: number) => known[place]?.day ?? today;
  const settled = present.filter((place) => dayAt(place) < today - parameters.pressureGapDays);
  const most = Math.max(settled.length, parameters.pressureGapDays);
  const level = present.slice(0, Math.min(most, parameters.pressureReferenceDays));
  return { level, stretches: [...stretches, level] };
}

/** From the end of a change on the level is learnt anew. */
export function startNewLevel(
  sensor: SensorState,
  change: { readonly from: number; readonly to: number },
  oldestDay: number,
): void {
  const kept = sensor.changes.filter(({ to }) => to >= oldestDay);
  const from = Math.max(change.from, (kept.at(-1)?.to ?? change.from - 1) + 1);
  Object.assign(sensor, newSensor(), { changes: [...kept, { from, to: change.to }] });
}
