import { STEPS_PER_DAY } from '../calendar.ts';
import type { Random } from '../random.ts';

/** How a sensor departs from the truth. */
export interface SensorFaults {
  /** Constant error, as a share of the value. */
  readonly biasRatio: number;
  /** Standard deviation, as a share of the value and in its own unit. */
  readonly noiseRatio: number;
  readonly noise: number;
  /** Smallest change that it shows. */
  readonly resolution: number;
  readonly gaps: readonly Span[];
  /** While stuck it repeats its last value. */
  readonly stuck: readonly Span[];
}

export interface Span {
  readonly fromStep: number;
  readonly untilStep: number;
}

/** The column that arrives from a sensor: noisy, rounded, with gaps as NaN. */
export function measure(truth: Float64Array, faults: SensorFaults, random: Random): Float64Array {
  let shown = Number.NaN;
  return truth.map((value, step) => {
    const isStuck = faults.stuck.some((span) => contains(span, step));
    const deviation = faults.noiseRatio * value * random.normal() + faults.noise * random.normal();
    const read = value * (1 + faults.biasRatio) + deviation;
    shown = isStuck && !Number.isNaN(shown) ? shown : roundTo(read, faults.resolution);
    return faults.gaps.some((span) => contains(span, step)) ? Number.NaN : shown;
  });
}

/** A few failures of communication, each of one to twelve hours. */
export function drawGaps(steps: number, count: number, random: Random): readonly Span[] {
  return Array.from({ length: count }, () => {
    const fromStep = random.integer(0, steps - 1);
    return { fromStep, untilStep: fromStep + random.integer(4, STEPS_PER_DAY / 2) };
  });
}

function contains(span: Span, step: number): boolean {
  return step >= span.fromStep && step < span.untilStep;
}

function roundTo(value: number, resolution: number): number {
  const stepsOfIt = Math.round(value / resolution);
  // Through the decimal text, so that 0.1 · 3 is stored as 0.3.
  return Number((stepsOfIt * resolution).toFixed(6));
}
