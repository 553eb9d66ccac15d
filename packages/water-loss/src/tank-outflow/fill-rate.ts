import { median, robustScale } from '../burst-detection/robust-statistics.ts';
import {
  fillPath,
  initialFillState,
  type Filling,
  type FillPath,
  type TankSteps,
} from './fill-switches.ts';

/** Switching must change the gain by so many deviations of what it changes by from step to step. */
const leastDeviations = 6;
/** Rates are tried this far apart, as a share. */
const rateStep = 0.02;
const leastSwitchesPerDay = 0.5;
/** What a switch must explain on average, as a share of the rate. */
const leastExplained = 0.5;
/** Levels at which it is switched one way may differ by this share of the range. */
const greatestLevelSpread = 0.25;
/** Standard error of the rough rate, as a share. */
const roughError = 0.05;
const daysOfWeek = 7;

/**
 * What fills a tank by switching on and off, learnt from whole days in equal steps. When it ran is
 * told by the rate with which the outflow changes least from step to step; how much it brings, by
 * what weekdays on which it ran for longer gained more than those a week before, since their demand
 * is much the same. Null unless the switching stands far out of how the gain changes else and is
 * seen every other day.
 */
export function learnFilling(steps: TankSteps, stepsPerDay: number): Filling | null {
  const days = Math.floor(steps.gains.length / stepsPerDay);
  const rough = roughFilling(steps, days);
  if (rough === null) return null;
  const { rateM3PerHour: rate } = rough.filling;
  const meansOf = (column: Float64Array) =>
    Array.from({ length: days }, (_, day) =>
      meanOf(column.subarray(day * stepsPerDay, (day + 1) * stepsPerDay)),
    );
  const gained = meansOf(steps.gains);
  const left = meansOf(rough.path.outflows);
  const ran = left.map((outflow, day) => (outflow + (gained[day] ?? Number.NaN)) / rate);
  return { rateM3PerHour: refine(rate, ran, gained), levelsM: rough.filling.levelsM };
}

function roughFilling(steps: TankSteps, days: number) {
  const { gains } = steps;
  const changes = Array.from(gains.subarray(1), (gain, i) => gain - (gains[i] ?? Number.NaN));
  const known = changes.filter((change) => !Number.isNaN(change));
  const noise = robustScale(known) ?? 0;
  if (noise === 0) return null;
  const pathOf = (filling: Filling) => fillPath(initialFillState(), steps, filling);
  const greatest = known.reduce((most, change) => Math.max(most, Math.abs(change)), 0);
  let best = { rate: 0, path: pathOf({ rateM3PerHour: 0, levelsM: null }) };
  const { cost: unfilled } = best.path;
  for (let rate = leastDeviations * noise; rate <= greatest; rate *= 1 + rateStep) {
    const path = pathOf({ rateM3PerHour: rate, levelsM: null });
    if (path.cost < best.path.cost) best = { rate, path };
  }
  const { rate, path } = best;
  if (path.switches.length < leastSwitchesPerDay * days) return null;
  if (unfilled - path.cost < leastExplained * rate * path.switches.length) return null;
  const filling: Filling = { rateM3PerHour: rate, levelsM: switchLevels(steps, path) };
  return { filling, path: pathOf(filling) };
}

/** The usual levels of switching on and off; null unless the one is well below the other. */
function switchLevels({ levels }: TankSteps, { switches }: FillPath): Filling['levelsM'] {
  const levelsAt = (isOn: boolean) =>
    switches
      .filter((each) => each.isOn === isOn)
      .map(({ step }) => levels[step] ?? Number.NaN)
      .filter((level) => !Number.isNaN(level));
  const [ons, offs] = [levelsAt(true), levelsAt(false)];
  const on = median(ons);
  const off = median(offs);
  if (on === null || off === null) return null;
  const spread = Math.max(robustScale(ons) ?? 0, robustScale(offs) ?? 0);
  return spread > greatestLevelSpread * (off - on) ? null : { on, off };
}

/**
 * The rate with which weekdays repeat best, drawn to the rough one: days that fill for the same time
 * tell nothing of it, and do no harm either. Weeks that err by more than twice what is usual count as
 * if they erred by that.
 */
function refine(rough: number, ran: readonly number[], gained: readonly number[]): number {
  const weeks = ran.slice(daysOfWeek).flatMap((share, week) => {
    const longer = share - (ran[week] ?? Number.NaN);
    const more = (gained[week + daysOfWeek] ?? Number.NaN) - (gained[week] ?? Number.NaN);
    return Number.isNaN(longer + more) ? [] : [{ longer, error: more - rough * longer }];
  });
  const usual = robustScale(weeks.map(({ error }) => error)) ?? 0;
  if (usual === 0) return rough;
  let products = 0;
  let squares = (usual / (roughError * rough)) ** 2;
  for (const { longer, error } of weeks) {
    products += longer * Math.min(2 * usual, Math.max(-2 * usual, error));
    squares += longer ** 2;
  }
  return rough + products / squares;
}

function meanOf(column: Float64Array): number {
  return column.reduce((sum, each) => sum + each, 0) / column.length;
}
