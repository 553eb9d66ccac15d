import { fail, invalidInput, ok, type InvalidInput, type Result } from '@waris/service-kit';
import type { ReadingQuantity } from '../quantity.ts';
import { factorOf, type ReadingUnit } from '../reading-unit.ts';
import type { QualityThresholds } from './thresholds.ts';

/** Thresholds as a person gives them. */
export type GivenThresholds = {
  readonly unit: ReadingUnit;
  readonly leastValue?: number | null | undefined;
  readonly greatestValue?: number | null | undefined;
  readonly negativeIsSuspect?: boolean | null | undefined;
  readonly stuckHours?: number | null | undefined;
  readonly spikeStepValue?: number | null | undefined;
  readonly spikeRatio?: number | null | undefined;
  readonly changePerHourValue?: number | null | undefined;
};

const shortestStuckHours = 0.25;
// Roll-ups look a day beyond what was written, not further.
const longestStuckHours = 24;

/** The same in the stored unit; says all that is wrong with them. */
export function checkThresholds(
  quantity: ReadingQuantity,
  given: GivenThresholds,
): Result<QualityThresholds, InvalidInput> {
  const factor = factorOf(quantity, given.unit);
  if (factor === null)
    return fail(invalidInput(`${given.unit} is no unit of ${quantity}.`, 'unit'));
  const faults = faultsOf(given);
  if (faults.length > 0) return fail(...faults);
  const stored = (value: number | null | undefined) =>
    value === null || value === undefined ? null : value * factor;
  return ok({
    least: stored(given.leastValue),
    greatest: stored(given.greatestValue),
    negativeIsSuspect: given.negativeIsSuspect ?? false,
    stuckHours: given.stuckHours ?? null,
    spikeStep: stored(given.spikeStepValue),
    spikeRatio: given.spikeRatio ?? null,
    changePerHour: stored(given.changePerHourValue),
  });
}

function faultsOf(given: GivenThresholds): readonly InvalidInput[] {
  const { leastValue, greatestValue, stuckHours, spikeStepValue, spikeRatio, changePerHourValue } =
    given;
  const faults: InvalidInput[] = [];
  const refuse = (message: string, field: string) => {
    faults.push({ ...invalidInput(message), path: ['thresholds', field] });
  };
  const isGiven = (value: number | null | undefined): value is number =>
    value !== null && value !== undefined;
  if (isGiven(leastValue) && isGiven(greatestValue) && leastValue >= greatestValue) {
    refuse('`leastValue` must be below `greatestValue`.', 'leastValue');
  }
  if (
    isGiven(stuckHours) &&
    !(stuckHours >= shortestStuckHours && stuckHours <= longestStuckHours)
  ) {
    refuse(`\`stuckHours\` is from ${shortestStuckHours} to ${longestStuckHours}.`, 'stuckHours');
  }
  if (isGiven(spikeStepValue) && !(spikeStepValue > 0)) {
    refuse('`spikeStepValue` must be above zero.', 'spikeStepValue');
  }
  if (isGiven(spikeRatio) && (!(spikeRatio >= 0) || !isGiven(spikeStepValue))) {
    refuse('`spikeRatio` is from 0, and goes with a `spikeStepValue`.', 'spikeRatio');
  }
  if (isGiven(changePerHourValue) && !(changePerHourValue > 0)) {
    refuse('`changePerHourValue` must be above zero.', 'changePerHourValue');
  }
  return faults;
}
