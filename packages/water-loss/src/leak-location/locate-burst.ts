import type { SensorColumn } from '../burst-detection/burst-detector.ts';
import type { LeakEvent } from '../burst-detection/burst-event.ts';
import { blockEvidence } from './block-evidence.ts';
import { hourlyPressures } from './hourly-pressures.ts';
import { signaturesAt, type LeakSignatures } from './leak-signatures.ts';
import { burstDays, type BurstDays } from './quiet-days.ts';
import { screenSensors, type FaultySensor } from './screen-sensors.ts';
import {
  likelyArea,
  rankCandidates,
  type BlockEvidence,
  type CandidateRanking,
} from './rank-candidates.ts';

const dayMs = 86_400_000;
const areaShare = 0.8;
const leastSensors = 3;
// Inflow tells a size to no better than this, whatever the fit says: demand moves meanwhile.
const leastSizeErrorRatio = 0.25;

export type BurstToLocate = Pick<
  LeakEvent,
  'startAt' | 'alarmAt' | 'sizeM3PerHour' | 'sizeErrorM3PerHour'
> & {
  /**
   * Of a leak that has grown: since when it has had this size. What lies between is neither usual
   * nor the burst. Left out: since it began.
   */
  readonly measureFrom?: number;
};

export type LocateBurstInput = {
  readonly signatures: LeakSignatures;
  /** A local midnight at which the readings begin, milliseconds since 1970. */
  readonly startAt: number;
  readonly intervalSeconds: number;
  readonly pressures: readonly SensorColumn[];
  readonly burst: BurstToLocate;
  /** When other bursts in the area began or ended, as far as is known. */
  readonly changesAt: readonly number[];
  /** Nothing from this instant on is read; three days after the alarm serve well. */
  readonly knownUntil: number;
};

export type BurstLocation = CandidateRanking & {
  /** The fewest candidates that together have a probability of 80 %, likeliest first. */
  readonly area: CandidateRanking['candidates'];
  /** Sensors that were used. */
  readonly sensors: readonly string[];
  /** Sensors that could not be believed, and why. */
  readonly leftOut: readonly FaultySensor[];
  /** The days that were compared, counted from `startAt` of the input. */
  readonly days: BurstDays;
  /** Whole days behind what is expected and behind what is seen. */
  readonly referenceDays: number;
  readonly burstDays: number;
};

export type LocateBurstError = {
  readonly kind:
    'UnevenInterval' | 'NoCandidates' | 'NoQuietDays' | 'NoReadingsYet' | 'TooFewSensors';
  readonly message: string;
  readonly leftOut: readonly FaultySensor[];
};

export type LocateBurstResult =
  | { readonly ok: true; readonly value: BurstLocation }
  | { readonly ok: false; readonly error: LocateBurstError };

/**
 * Ranks the candidates (pipes) for a burst that was detected. What each sensor fell since the burst
 * began, below its usual day in the last two quiet weeks before it, is compared, block by block of
 * the day, with what the hydraulic model foretells for a leak at each candidate. What sensors do in
 * common without a leak (demand) is known from the quiet days and weighs little. The size that the
 * inflow told is used with its error; without it any size will do. Sensors that are silent, stuck
 * or out of range are left out. Every day has 24 hours here.
 */
export function locateBurst(input: LocateBurstInput): LocateBurstResult {
  const { signatures, intervalSeconds, burst } = input;
  const samplesPerHour = 3600 / intervalSeconds;
  const { blocksPerDay } = signatures;
  if (!Number.isInteger(samplesPerHour) || !Number.isInteger(24 / blocksPerDay)) {
    const message = `An interval must divide an hour and blocks a day: ${intervalSeconds} s, ${blocksPerDay}.`;
    return refuse('UnevenInterval', message);
  }
  if (signatures.candidates.length === 0) {
    return refuse('NoCandidates', 'The model has no pipe that could leak.');
  }
  const days = burstDays(input.startAt, burst, input.changesAt, input.knownUntil);
  if (lengthOf(days.reference) < 1 || days.noise.length === 0) {
    return refuse(
      'NoQuietDays',
      'There is no quiet day before the burst, or no four in a row in the 8 weeks before it.',
    );
  }
  if (lengthOf(days.burst) < 1) {
    return refuse('NoReadingsYet', 'No whole day has passed since the burst began.');
  }
  const screened = screenSensors(input.pressures, signatures.sensors, 24 * samplesPerHour, days);
  const { sound, leftOut } = screened;
  if (sound.length < leastSensors) {
    const message = `Only ${sound.length} pressure sensors have sound readings before and since the burst; ${leastSensors} are needed.`;
    return refuse('TooFewSensors', message, leftOut);
  }
  const sensors = sound.map(({ sensor }) => sensor);
  // A silent sensor would pass for one that never errs when the others' noise is weighed.
  const known = { ...input, signatures: signaturesAt(signatures, sensors), pressures: sound };
  const evidence = evidenceOf(known, samplesPerHour, days);
  const ranking = rankCandidates(known.signatures, evidence, knownSize(burst));
  const value = {
    ...ranking,
    area: likelyArea(ranking.candidates, areaShare),
    sensors,
    leftOut,
    days,
    referenceDays: lengthOf(days.reference),
    burstDays: lengthOf(days.burst),
  };
  return { ok: true, value };
}

function refuse(
  kind: LocateBurstError['kind'],
  message: string,
  leftOut: readonly FaultySensor[] = [],
): LocateBurstResult {
  return { ok: false, error: { kind, message, leftOut } };
}

function lengthOf({ fromDay, toDay }: BurstDays['burst']): number {
  return Math.max(0, toDay - fromDay);
}

function evidenceOf(
  { signatures, startAt, pressures, knownUntil }: LocateBurstInput,
  samplesPerHour: number,
  days: BurstDays,
): readonly (BlockEvidence | null)[] {
  const { sensors, blocksPerDay } = signatures;
  const hours = 24 * Math.floor((knownUntil - startAt) / dayMs);
  const hourly = hourlyPressures(pressures, sensors, samplesPerHour, hours);
  const perBlock = 24 / blocksPerDay;
  return Array.from({ length: blocksPerDay }, (_, block) =>
    blockEvidence(hourly, days, { from: block * perBlock, to: (block + 1) * perBlock }),
  );
}

function knownSize({ sizeM3PerHour, sizeErrorM3PerHour }: LocateBurstInput['burst']) {
  if (sizeM3PerHour === null || sizeM3PerHour <= 0) return null;
  const errorM3PerHour = Math.max(sizeErrorM3PerHour ?? 0, leastSizeErrorRatio * sizeM3PerHour);
  return { valueM3PerHour: sizeM3PerHour, errorM3PerHour };
}
