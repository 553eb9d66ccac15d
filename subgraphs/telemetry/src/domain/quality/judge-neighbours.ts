import type { ReadingQuantity } from '../quantity.ts';
import { isBad, qualityCodes } from './quality-codes.ts';
import { neighbourHours, type QualityThresholds } from './thresholds.ts';

/** Readings of one meter, by time. */
export type JudgedReadings = {
  readonly quantity: ReadingQuantity;
  /** Milliseconds since 1970, ascending. */
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly codes: Uint8Array;
};

const hourMs = 3_600_000;
const neighbourMs = neighbourHours * hourMs;

/**
 * The quality codes of readings after looking at their neighbours: stuck, spike, rate of change.
 * Only what was received, or suspected by these rules, is judged; bad readings are no neighbours.
 * The result depends on the values alone, not on the order in which they came.
 */
export function judgeNeighbours(
  readings: JudgedReadings,
  thresholds: QualityThresholds,
): Uint8Array {
  const codes = readings.codes.map((code) => (isJudged(code) ? qualityCodes.received : code));
  const sound = Array.from(codes.keys()).filter((place) => !isBad(codes[place] ?? 0));
  const mark = (place: number, code: number) => {
    if (codes[place] === qualityCodes.received) codes[place] = code;
  };
  if (thresholds.stuckHours !== null) {
    markStuck(readings, sound, thresholds.stuckHours * hourMs, mark);
  }
  const { spikeStep, spikeRatio, changePerHour } = thresholds;
  if (spikeStep !== null) markSpikes(readings, sound, spikeStep, spikeRatio ?? 0, mark);
  if (changePerHour !== null) markFastChanges(readings, sound, changePerHour, mark);
  return codes;
}

/** Readings that these rules may mark and unmark. */
function isJudged(code: number): boolean {
  return (
    code === qualityCodes.stuck || code === qualityCodes.spike || code === qualityCodes.rateOfChange
  );
}

type Mark = (place: number, code: number) => void;

function markStuck(
  { quantity, at, values }: JudgedReadings,
  places: readonly number[],
  longestMs: number,
  mark: Mark,
): void {
  let first = 0;
  for (let i = 1; i <= places.length; i += 1) {
    const [before, place] = [places[i - 1] ?? 0, places[i] ?? 0];
    const adjoins = i < places.length && (at[place] ?? 0) - (at[before] ?? 0) <= neighbourMs;
    if (adjoins && values[place] === values[before]) continue;
    const run = places.slice(first, i);
    first = i;
    // A closed valve shows no flow for weeks.
    if (quantity === 'FLOW' && values[before] === 0) continue;
    if ((at[run.at(-1) ?? 0] ?? 0) - (at[run[0] ?? 0] ?? 0) < longestMs) continue;
    for (const stuck of run) mark(stuck, qualityCodes.stuck);
  }
}

function markSpikes(
  { at, values }: JudgedReadings,
  places: readonly number[],
  step: number,
  ratio: number,
  mark: Mark,
): void {
  for (let i = 1; i + 1 < places.length; i += 1) {
    const [before, place, after] = [places[i - 1] ?? 0, places[i] ?? 0, places[i + 1] ?? 0];
    if ((at[after] ?? 0) - (at[before] ?? 0) > 2 * neighbourMs) continue;
    const up = (values[place] ?? 0) - (values[before] ?? 0);
    const down = (values[place] ?? 0) - (values[after] ?? 0);
    if (up * down <= 0) continue;
    const level = Math.max(Math.abs(values[before] ?? 0), Math.abs(values[after] ?? 0));
    if (Math.min(Math.abs(up), Math.abs(down)) > Math.max(step, ratio * level)) {
      mark(place, qualityCodes.spike);
    }
  }
}

function markFastChanges(
  { at, values }: JudgedReadings,
  places: readonly number[],
  changePerHour: number,
  mark: Mark,
): void {
  for (let i = 1; i < places.length; i += 1) {
    const [before, place] = [places[i - 1] ?? 0, places[i] ?? 0];
    const hours = ((at[place] ?? 0) - (at[before] ?? 0)) / hourMs;
    if (hours > neighbourHours) continue;
    const change = Math.abs((values[place] ?? 0) - (values[before] ?? 0));
    if (change > changePerHour * hours) mark(place, qualityCodes.rateOfChange);
  }
}
