import { volumeM3, type VolumeM3 } from '@waris/water-loss';
import type { BalanceWarning } from './warnings.ts';

/** What was read of a DMA's net inflow in one local hour of day, over all days of a period. */
export type HourOfDayInflow = {
  readonly expectedHours: number;
  /** Hours with a reading of every meter. */
  readonly presentHours: number;
  /** Of those, what was read: less where meters left out some of their readings. */
  readonly readHours: number;
  /** Of the present hours. */
  readonly volumeM3: number;
};

export type SystemInput = {
  readonly volumeM3: VolumeM3 | null;
  readonly completenessRatio: number;
  /** Share of the volume that fills gaps; null when the volume is unknown or zero. */
  readonly estimatedRatio: number | null;
  /** As `volumeM3` where the gaps are too long to be filled for good. */
  readonly partialEstimate: { readonly volumeM3: number; readonly margin95M3: number } | null;
  readonly warnings: readonly BalanceWarning[];
};

/** With less than this, gaps are too long for the other days to speak for them. */
const leastCompleteness = 0.9;

/**
 * Volume of the net inflow over a period. Gaps take the mean of the same hour on other days
 * when at least 0.9 of the period is there; otherwise the volume is unknown.
 */
export function systemInputOf(hours: readonly HourOfDayInflow[], hasInlet: boolean): SystemInput {
  const expected = hours.reduce((sum, hour) => sum + hour.expectedHours, 0);
  const present = hours.reduce((sum, hour) => sum + hour.presentHours, 0);
  const read = hours.reduce((sum, hour) => sum + hour.readHours, 0);
  const completenessRatio = expected === 0 ? 0 : Math.min(1, read / expected);
  const unknown = (warning: BalanceWarning): SystemInput => ({
    volumeM3: null,
    completenessRatio,
    estimatedRatio: null,
    partialEstimate: null,
    warnings: [warning],
  });
  if (!hasInlet) {
    return unknown({ code: 'NO_INLET_METER', message: 'No meter feeds the DMA.' });
  }
  if (present === 0) {
    const message =
      'No hour of the period has a reading of every boundary meter: check the loggers, and when an inlet was put into service or retired.';
    return unknown({ code: 'NO_FLOW_READINGS', message });
  }
  const fillable = hours.every((hour) => hour.expectedHours === 0 || hour.presentHours > 0);
  if (completenessRatio < leastCompleteness || !fillable) {
    return incomplete(hours, completenessRatio);
  }
  return filled(hours, completenessRatio);
}

/** Of what stands in for hours that nobody measured. */
const filledMargin95Ratio = 0.3;

/** Of the volume of present hours, what stands in for readings that were left out in them. */
function unreadM3({ presentHours, readHours, volumeM3: volume }: HourOfDayInflow): number {
  return presentHours === 0 ? 0 : volume * (1 - readHours / presentHours);
}

/** No total, but what it may come to: an analyst may know better, an auditor may not use it. */
function incomplete(hours: readonly HourOfDayInflow[], completenessRatio: number): SystemInput {
  const measured = hours.reduce((sum, hour) => sum + hour.volumeM3, 0);
  const present = hours.reduce((sum, hour) => sum + hour.presentHours, 0);
  const missing = hours.reduce((sum, hour) => sum + hour.expectedHours - hour.presentHours, 0);
  const rest = (measured / present) * missing;
  const stoodIn = hours.reduce((sum, hour) => sum + unreadM3(hour), rest);
  const margin95M3 = Math.abs(stoodIn) * filledMargin95Ratio;
  const estimate = { volumeM3: measured + rest, margin95M3 };
  return {
    volumeM3: null,
    completenessRatio,
    estimatedRatio: null,
    partialEstimate: estimate,
    warnings: [
      {
        code: 'SYSTEM_INPUT_INCOMPLETE',
        message: `Net inflow is known for ${percent(completenessRatio)} of the period, too little to fill the gaps: at the mean of what was read it would be ${estimate.volumeM3.toFixed(0)} ± ${estimate.margin95M3.toFixed(0)} m³. Enter the volume, or ask for a time with readings.`,
      },
    ],
  };
}

function filled(hours: readonly HourOfDayInflow[], completenessRatio: number): SystemInput {
  let measured = 0;
  let estimated = 0;
  for (const hour of hours) {
    const { expectedHours, presentHours, volumeM3: volume } = hour;
    const unread = unreadM3(hour);
    measured += volume - unread;
    estimated += unread;
    const missing = expectedHours - presentHours;
    if (missing > 0) estimated += (volume / presentHours) * missing;
  }
  const total = measured + estimated;
  const estimatedRatio = total === 0 ? null : estimated / total;
  const margin95M3 = Math.abs(estimated) * filledMargin95Ratio;
  const message = `Gaps of ${percent(1 - completenessRatio)} of the period were filled with the mean of the rest of the hour, or of the same hour on other days, which widens the margin by up to ${margin95M3.toFixed(1)} m³.`;
  return {
    volumeM3: volumeM3(total),
    completenessRatio,
    estimatedRatio,
    partialEstimate: null,
    warnings: completenessRatio < 1 ? [{ code: 'SYSTEM_INPUT_ESTIMATED', message }] : [],
  };
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}
