import { qualityCodes } from './quality-codes.ts';
import type { QualityThresholds } from './thresholds.ts';

export type ArrivingReading = {
  /** In the stored unit. */
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The sender's score from 0 to 100. */
  readonly score: number;
  readonly estimated: boolean;
};

/**
 * What can be said about a reading by itself when it arrives, as its quality code. What its
 * neighbours say about it is judged when they are known: they may come later.
 */
export function judgeReading(
  { value, at, score, estimated }: ArrivingReading,
  thresholds: QualityThresholds,
  receivedAt: number,
): number {
  if (score === 0) return qualityCodes.bad;
  const { least, greatest, negativeIsSuspect } = thresholds;
  if ((least !== null && value < least) || (greatest !== null && value > greatest)) {
    return qualityCodes.outOfRange;
  }
  if (negativeIsSuspect && value < 0) return qualityCodes.negative;
  // Beyond the tolerance for clocks that run ahead a reading is not taken at all.
  if (at > receivedAt) return qualityCodes.clock;
  return estimated ? qualityCodes.estimated : qualityCodes.received;
}
