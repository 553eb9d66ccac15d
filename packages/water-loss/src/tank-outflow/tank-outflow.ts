import type { RawColumn } from '../columns.ts';
import { valueAt } from '../columns.ts';
import { learnFilling } from './fill-rate.ts';
import { initialFillState, outflowOfDay, type Filling, type FillState } from './fill-switches.ts';
import {
  addToFollowing,
  followingSensors,
  initialFollowingSums,
  type FollowingSums,
} from './following-sensors.ts';
import { tankSteps } from './tank-steps.ts';

/** What is learnt from: steps of whole days, and how the sensors moved. */
type Learning = { gains: number[]; levels: number[]; days: number; following: FollowingSums };

/** What is known of a tank between two days; plain data. */
export type TankState = {
  /** Places of the sensors that move with the tank; null while that is not known. */
  sensors: readonly number[] | null;
  /** The last pressure of each sensor, and its first, which levels are counted from; m. */
  lastPressuresM: (number | null)[];
  firstPressuresM: (number | null)[];
  /** Null once the filling is learnt. */
  learning: Learning | null;
  filling: Filling | null;
  fill: FillState;
};

const learningDays = 28;

export function initialTankState(): TankState {
  return {
    sensors: null,
    lastPressuresM: [],
    firstPressuresM: [],
    learning: newLearning(),
    filling: null,
    fill: initialFillState(),
  };
}

/**
 * What a zone drew from its tank in each step of a day, m³/h, by nothing but the pressures below the
 * tank: while the pump rests they fall with what leaves it (a drop test), and while it runs they rise
 * by its flow less that. How much it brings is learnt in four weeks. `pressures` in metres, one column
 * a sensor, always in one order; `state` is changed. Null until that is learnt, before the first
 * switch, and where nothing fills the tank by switching on and off.
 */
export function addTankDay(
  state: TankState,
  pressures: readonly RawColumn[],
  surfaceM2: number,
): Float64Array | null {
  const length = pressures[0]?.length ?? 0;
  if (length === 0) return null;
  const used = pressures.filter((_, sensor) => state.sensors?.includes(sensor) ?? true);
  state.firstPressuresM = used.map((column, i) => state.firstPressuresM[i] ?? firstOf(column));
  const steps = tankSteps(used, state.lastPressuresM, state.firstPressuresM, surfaceM2);
  state.lastPressuresM = used.map((column) => valueAt(column, length - 1));
  if (state.filling !== null) return outflowOfDay(state.fill, steps, state.filling);
  const learning = (state.learning ??= newLearning());
  learning.gains.push(...steps.gains);
  learning.levels.push(...steps.levels);
  learning.days += 1;
  if (state.sensors === null) addToFollowing(learning.following, pressures);
  if (learning.days >= learningDays) learn(state, learning, pressures.length);
  return null;
}

function learn(state: TankState, learning: Learning, sensorCount: number): void {
  const isChosen = state.sensors !== null;
  state.sensors ??= followingSensors(learning.following);
  state.learning = null;
  if (!isChosen && state.sensors.length < sensorCount) {
    // The steps hold sensors that tell nothing of the tank: they are learnt again without.
    Object.assign(state, { lastPressuresM: [], firstPressuresM: [] });
    return;
  }
  const gains = Float64Array.from(learning.gains, known);
  const levels = Float64Array.from(learning.levels, known);
  state.filling = learnFilling({ gains, levels }, gains.length / learningDays);
}

function newLearning(): Learning {
  return { gains: [], levels: [], days: 0, following: initialFollowingSums() };
}

// JSON has no NaN and keeps null in its place.
function known(value: number | null): number {
  return value ?? Number.NaN;
}

function firstOf(column: RawColumn): number | null {
  for (let i = 0; i < column.length; i += 1) {
    const value = valueAt(column, i);
    if (value !== null) return value;
  }
  return null;
}
