import type { MeterKind, ReadingQuantity } from '../quantity.ts';

/** When a reading is suspect, in the stored unit of its quantity. Null switches a rule off. */
export type QualityThresholds = {
  readonly least: number | null;
  readonly greatest: number | null;
  readonly negativeIsSuspect: boolean;
  /** The same value for this long; at most a day. Of a flow, zero is not counted as stuck. */
  readonly stuckHours: number | null;
  /** Further from both neighbours than this, on the same side … */
  readonly spikeStep: number | null;
  /** … and further than this multiple of the greater neighbour. */
  readonly spikeRatio: number | null;
  readonly changePerHour: number | null;
};

export type ThresholdsOf = (kind: MeterKind, quantity: ReadingQuantity) => QualityThresholds;

const none: QualityThresholds = {
  least: null,
  greatest: null,
  negativeIsSuspect: false,
  stuckHours: null,
  spikeStep: null,
  spikeRatio: null,
  changePerHour: null,
};

// Boundary meters may run backwards; nothing flows out of a customer's meter.
const boundaryFlow: QualityThresholds = {
  ...none,
  least: -5_000,
  greatest: 20_000,
  stuckHours: 6,
  spikeStep: 5,
  spikeRatio: 4,
};
const customerFlow: QualityThresholds = {
  ...none,
  greatest: 200,
  negativeIsSuspect: true,
};
const pressure: QualityThresholds = {
  ...none,
  least: -1,
  greatest: 160,
  stuckHours: 12,
  spikeStep: 15,
  spikeRatio: 0.5,
};
const level: QualityThresholds = { ...none, least: 0, greatest: 60, changePerHour: 20 };
const boundaryRegister: QualityThresholds = { ...none, changePerHour: 20_000 };
const customerRegister: QualityThresholds = { ...none, changePerHour: 200 };

/** Thresholds that hold where a utility has set none. Our own choice: wide, so as to be right. */
export function usualThresholds(kind: MeterKind, quantity: ReadingQuantity): QualityThresholds {
  switch (quantity) {
    case 'FLOW':
      return kind === 'customer' ? customerFlow : boundaryFlow;
    case 'PRESSURE':
      return kind === 'level' ? level : pressure;
    case 'REGISTER':
      return kind === 'customer' ? customerRegister : boundaryRegister;
  }
}

/** How far in time the neighbour rules look from a reading; 0 when none is on. */
export function reachMs(thresholds: QualityThresholds): number {
  const { stuckHours, spikeStep, changePerHour } = thresholds;
  if (stuckHours === null && spikeStep === null && changePerHour === null) return 0;
  // A stuck run is seen whole when what lies just beyond it is seen too.
  return Math.max((stuckHours ?? 0) + neighbourHours, 2 * neighbourHours) * 3_600_000;
}

/** Readings further apart than this are no neighbours. */
export const neighbourHours = 2;
