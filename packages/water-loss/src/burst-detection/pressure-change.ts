import type { BurstParameters } from './burst-parameters.ts';
import type { Cusum } from './cusum.ts';
import type { SensorState } from './sensor-level.ts';

/** A lasting change that one sensor shows more than the others. */
export type PressureChange = {
  readonly kind: 'leak' | 'repair';
  readonly sensorIndex: number;
  readonly startDay: number;
  /** Came within days; otherwise it crept, and no day is the first. */
  readonly isFast: boolean;
  /** The greatest sum over its threshold, 1 or more. */
  readonly strength: number;
  /** Daily scores of the sensor since the change began. */
  readonly scores: readonly number[];
  /** Mean score of every sensor since then: what the change looks like. */
  readonly pattern: readonly number[];
};

// Of a change that crept: what it looks like of late.
const latestDays = 7;

/** The change that the sums of all sensors tell of, or null while none is above its threshold. */
export function findChange(
  sensors: readonly SensorState[],
  parameters: BurstParameters,
): PressureChange | null {
  const { pressureThreshold, pressureSlowThreshold } = parameters;
  const fall = greatest(sensors, 'fall', pressureThreshold);
  const rise = greatest(sensors, 'rise', pressureThreshold);
  const slow = greatest(sensors, 'slowFall', pressureSlowThreshold);
  const strength = Math.max(fall.strength, rise.strength);
  if (strength > 1) return fastChange(sensors, strength, parameters);
  if (slow.strength <= 1) return null;
  const { scores } = slow.cusum;
  const latest = scores.at(-latestDays) ?? scores[0];
  return {
    kind: 'leak',
    sensorIndex: slow.index,
    startDay: scores[0]?.day ?? 0,
    isFast: false,
    strength: slow.strength,
    scores: scores.map(({ score }) => score),
    pattern: meansSince(sensors, latest?.day ?? 0, 'score'),
  };
}

// Where some rise and others fall, the sensor that is furthest off tells which it is. In a large
// change what regressions make of one sensor's fall at all others counts more than noise does.
function fastChange(
  sensors: readonly SensorState[],
  strength: number,
  { pressureThreshold, pressureGreatestScore }: BurstParameters,
): PressureChange {
  const leastSum = pressureThreshold / 2;
  const starts = sensors.flatMap(({ fall, rise }) =>
    [fall, rise].flatMap(({ sum, scores }) => (sum > leastSum ? (scores[0]?.day ?? []) : [])),
  );
  const startDay = Math.min(...starts);
  const pattern = meansSince(sensors, startDay, 'score');
  const isLarge = pattern.some((score) => Math.abs(score) > pressureGreatestScore);
  const sizes = isLarge ? meansSince(sensors, startDay, 'contrast') : pattern;
  const lowest = sizes.indexOf(Math.min(...sizes));
  const highest = sizes.indexOf(Math.max(...sizes));
  const isLeak = -(sizes[lowest] ?? 0) >= (sizes[highest] ?? 0);
  const sensorIndex = isLeak ? lowest : highest;
  const cusum = sensors[sensorIndex]?.[isLeak ? 'fall' : 'rise'];
  return {
    kind: isLeak ? 'leak' : 'repair',
    sensorIndex,
    startDay,
    isFast: true,
    strength,
    scores: cusum?.scores.map(({ score }) => score) ?? [],
    pattern,
  };
}

function meansSince(
  sensors: readonly SensorState[],
  day: number,
  figure: 'score' | 'contrast',
): readonly number[] {
  return sensors.map(({ recent }) => {
    const since = recent.filter((one) => one.day >= day);
    return since.reduce((sum, one) => sum + one[figure], 0) / Math.max(1, since.length);
  });
}

function greatest(
  sensors: readonly SensorState[],
  side: 'fall' | 'rise' | 'slowFall',
  threshold: number,
): { readonly index: number; readonly strength: number; readonly cusum: Cusum } {
  let best = { index: 0, strength: 0, cusum: { sum: 0, scores: [] } as Cusum };
  for (const [index, sensor] of sensors.entries()) {
    const strength = sensor[side].sum / threshold;
    if (strength > best.strength) best = { index, strength, cusum: sensor[side] };
  }
  return best;
}

/** How alike two changes look: the cosine of the angle between their patterns, −1 to 1. */
export function likenessOf(a: readonly number[], b: readonly number[]): number {
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    product += value * other;
    squareA += value ** 2;
    squareB += other ** 2;
  }
  return product === 0 ? 0 : product / Math.sqrt(squareA * squareB);
}
