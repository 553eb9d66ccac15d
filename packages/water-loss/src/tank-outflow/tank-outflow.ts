import type { RawColumn } from '../columns.ts';
import { valueAt } from '../columns.ts';
import { initialFillState, outflowOfDay, type Filling, type FillState } from './fill-switches.ts';
import {
  addToFollowing,
  followingSensors,
  initialFollowingSums,
  type FollowingSums,
} from './following-sensors.ts';
import { learnFilling } from './learn-filling.ts';
import { stepsPerHour, tankSteps } from './tank-steps.ts';

/** What is known of a tank between two days; plain data. */
export type TankState = {
  learning: Learning;
  /** Places of the sensors that move with the tank; null while that is not known. */
  sensors: readonly number[] | null;
  /** Of those sensors the last pressure, and the first, which levels are counted from; m. */
  lastPressuresM: (number | null)[];
  firstPressuresM: (number | null)[];
  filling: Filling | null;
  fill: FillState;
};

/** What is learnt from: first how the sensors move, then the steps of whole days. */
type Learning = {
  days: number;
  following: FollowingSums;
  gains: (number | null)[];
  levels: (number | null)[];
};

const choosingDays = 7;
const learningDays = 28;
/** Days over which the usual outflow follows the latest. */
const followingDays = 14;

export function initialTankState(): TankState {
  return {
    learning: newLearning(),
    sensors: null,
    lastPressuresM: [],
    firstPressuresM: [],
    filling: null,
    fill: initialFillState(),
  };
}

/**
 * What a zone drew from its tank in each step of a day, m³/h, by nothing but the pressures below the
 * tank: while the pump rests they fall with what leaves it (a drop test), and while it runs they rise
 * by its flow less that. Which sensors lie below the tank is learnt in a week, when the pump runs and
 * how much it brings in four more. `pressures` in metres, one column a sensor, always in one order;
 * `state` is changed. Null until that is learnt, before the first switch, and where nothing fills the
 * tank by switching on and off.
 */
export function addTankDay(
  state: TankState,
  pressures: readonly RawColumn[],
  surfaceM2: number,
): Float64Array | null {
  if ((pressures[0]?.length ?? 0) === 0) return null;
  if (state.sensors === null) {
    chooseSensors(state, pressures);
    return null;
  }
  const used = state.sensors.map((sensor) => pressures[sensor] ?? []);
  state.firstPressuresM = used.map((column, i) => state.firstPressuresM[i] ?? firstOf(column));
  const steps = tankSteps(used, state.lastPressuresM, state.firstPressuresM, surfaceM2);
  state.lastPressuresM = used.map((column) => valueAt(column, column.length - 1));
  const { filling, learning } = state;
  if (filling !== null) {
    const outflows = outflowOfDay(state.fill, steps, filling);
    if (outflows !== null) state.filling = followUsual(filling, outflows);
    return outflows;
  }
  learning.gains.push(...steps.gains);
  learning.levels.push(...steps.levels);
  learning.days += 1;
  if (learning.days >= learningDays) {
    const gains = Float64Array.from(learning.gains, known);
    const levels = Float64Array.from(learning.levels, known);
    const stepsPerDay = 24 * stepsPerHour(pressures[0]?.length ?? 0);
    state.filling = learnFilling({ gains, levels }, stepsPerDay);
    state.learning = newLearning();
  }
  return null;
}

function chooseSensors(state: TankState, pressures: readonly RawColumn[]): void {
  const { learning } = state;
  addToFollowing(learning.following, pressures);
  learning.days += 1;
  if (learning.days < choosingDays) return;
  const sensors = followingSensors(learning.following);
  if (sensors.length > 0) state.sensors = sensors;
  state.learning = newLearning();
}

function followUsual(filling: Filling, outflows: Float64Array): Filling {
  const usualM3PerHour = filling.usualM3PerHour.map((usual, step) => {
    const outflow = outflows[step] ?? Number.NaN;
    if (Number.isNaN(outflow)) return usual;
    return usual === null ? outflow : usual + (outflow - usual) / followingDays;
  });
  return { ...filling, usualM3PerHour };
}

function newLearning(): Learning {
  return { days: 0, following: initialFollowingSums(), gains: [], levels: [] };
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
