import { median, robustScale } from '../burst-detection/robust-statistics.ts';
import { fillPath, initialFillState, type Filling, type TankSteps } from './fill-switches.ts';
import { turningPoints, type TurningPoint } from './turning-points.ts';

/** A turn comes back by this share of the usual range, which leaves out so much at both ends. */
const swingShare = 0.5;
const endShare = 0.05;
const leastTurnsPerDay = 0.5;
/** At its turns a level that is switched bends by this share of the slopes between them. */
const leastBend = 0.6;
/** Bends may differ by this share of the usual one. */
const greatestBendSpread = 0.5;
/** The switches that gains tell may be so many more or fewer than the turns, as a share. */
const greatestDiffering = 0.2;
/** Levels at which it is switched one way may differ by this share of the range. */
const greatestLevelSpread = 0.25;
/** Standard error of the rate that bends tell, as a share. */
const bendError = 0.05;
const daysOfWeek = 7;

/**
 * What fills a tank by switching on and off, learnt from whole days in equal steps. It is switched
 * where the level turns; how much it brings is told by the bends there, and then by what weekdays on
 * which it ran for longer gained more than those a week before, since their demand is much the same.
 * Null where the level turns less than every other day or gently, as one that floats with demand, and
 * where gauges are so coarse that the gains tell of other switches than the turns.
 */
export function learnFilling(steps: TankSteps, stepsPerDay: number): Filling | null {
  const days = Math.floor(steps.gains.length / stepsPerDay);
  const turns = levelTurns(steps.levels);
  if (turns.length < leastTurnsPerDay * days) return null;
  const rough = fillingOf(steps, turns, stepsPerDay);
  if (rough === null) return null;
  const { outflows, switches } = fillPath(initialFillState(), steps, rough);
  if (Math.abs(switches.length - turns.length) > greatestDiffering * turns.length) return null;
  const rate = rough.rateM3PerHour;
  const meansOf = (column: Float64Array) =>
    Array.from({ length: days }, (_, day) =>
      meanOf(column.subarray(day * stepsPerDay, (day + 1) * stepsPerDay)),
    );
  const gained = meansOf(steps.gains);
  const ran = meansOf(outflows).map((left, day) => (left + (gained[day] ?? Number.NaN)) / rate);
  return { ...rough, rateM3PerHour: rateByWeekdays(rate, ran, gained) };
}

function levelTurns(levels: Float64Array): readonly TurningPoint[] {
  const sorted = levels.filter((level) => !Number.isNaN(level)).toSorted();
  const levelAt = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const swing = swingShare * (levelAt(1 - endShare) - levelAt(endShare));
  return swing > 0 ? turningPoints(levels, swing) : [];
}

function fillingOf(
  { gains, levels }: TankSteps,
  turns: readonly TurningPoint[],
  stepsPerDay: number,
): Filling | null {
  const bends = turns
    .map(({ step, isHigh }) => (isHigh ? 1 : -1) * bendAt(gains, step, stepsPerDay / 24))
    .filter((bend) => !Number.isNaN(bend));
  const rateM3PerHour = median(bends) ?? 0;
  if (!(rateM3PerHour > leastBend * slopesBetween(gains, turns))) return null;
  if ((robustScale(bends) ?? 0) > greatestBendSpread * rateM3PerHour) return null;
  return {
    rateM3PerHour,
    levelsM: switchLevels(levels, turns),
    usualM3PerHour: usualOutflow(gains, turns, rateM3PerHour, stepsPerDay),
  };
}

/** By how much more is gained in the hour before a turn than in that after it, but for its steps. */
function bendAt(gains: Float64Array, step: number, stepsPerHour: number): number {
  const count = Math.max(1, Math.round(stepsPerHour));
  const before = gains.subarray(Math.max(0, step - count), step);
  return meanOf(before) - meanOf(gains.subarray(step + 2, step + 2 + count));
}

/** What is usually gained in steps between a low and a high, and lost in those after, together. */
function slopesBetween(gains: Float64Array, turns: readonly TurningPoint[]): number {
  const slopes = { up: [] as number[], down: [] as number[] };
  for (const { isHigh, from, to } of legsOf(turns)) {
    const slope = meanOf(gains.subarray(from + 1, to + 1));
    if (!Number.isNaN(slope)) slopes[isHigh ? 'down' : 'up'].push(slope);
  }
  return (median(slopes.up) ?? 0) - (median(slopes.down) ?? 0);
}

/** The usual levels of switching on and off; null unless each is much the same every time. */
function switchLevels(levels: Float64Array, turns: readonly TurningPoint[]): Filling['levelsM'] {
  const levelsAt = (high: boolean) =>
    turns.flatMap(({ step, isHigh }) => (isHigh === high ? (levels[step] ?? []) : []));
  const [ons, offs] = [levelsAt(false), levelsAt(true)];
  const on = median(ons);
  const off = median(offs);
  if (on === null || off === null) return null;
  const spread = Math.max(robustScale(ons) ?? 0, robustScale(offs) ?? 0);
  return spread > greatestLevelSpread * (off - on) ? null : { on, off };
}

/** The median of what left in each step of a day, had the tank been filled from each low to a high. */
function usualOutflow(
  gains: Float64Array,
  turns: readonly TurningPoint[],
  rate: number,
  stepsPerDay: number,
): readonly (number | null)[] {
  const outflows: number[][] = Array.from({ length: stepsPerDay }, () => []);
  for (const { isHigh, from, to } of legsOf(turns)) {
    for (let step = from + 2; step < to; step += 1) {
      const outflow = (isHigh ? 0 : rate) - (gains[step] ?? Number.NaN);
      if (!Number.isNaN(outflow)) outflows[step % stepsPerDay]?.push(outflow);
    }
  }
  return outflows.map((each) => median(each));
}

/** The way from each turn to the next, and whether it began at a high. */
function legsOf(turns: readonly TurningPoint[]) {
  return turns
    .slice(0, -1)
    .map(({ step: from, isHigh }, i) => ({ isHigh, from, to: turns[i + 1]?.step ?? from }));
}

/**
 * The rate with which weekdays repeat best, drawn to that of the bends: days that fill for the same
 * time tell nothing of it, and do no harm either. Weeks that err by more than twice what is usual
 * count as if they erred by that.
 */
function rateByWeekdays(
  bendRate: number,
  ran: readonly number[],
  gained: readonly number[],
): number {
  const weeks = ran.slice(daysOfWeek).flatMap((share, week) => {
    const longer = share - (ran[week] ?? Number.NaN);
    const more = (gained[week + daysOfWeek] ?? Number.NaN) - (gained[week] ?? Number.NaN);
    return Number.isNaN(longer + more) ? [] : [{ longer, error: more - bendRate * longer }];
  });
  const usual = robustScale(weeks.map(({ error }) => error)) ?? 0;
  if (usual === 0) return bendRate;
  let products = 0;
  let squares = (usual / (bendError * bendRate)) ** 2;
  for (const { longer, error } of weeks) {
    products += longer * Math.min(2 * usual, Math.max(-2 * usual, error));
    squares += longer ** 2;
  }
  return bendRate + products / squares;
}

function meanOf(column: Float64Array): number {
  return column.reduce((sum, each) => sum + each, 0) / column.length;
}
