import { keyOf } from './tiers/meter-days.ts';
import type { UnwritableDay } from './tiers/restore-touched.ts';
import type { CheckedReadings } from './reading-store.ts';

export type LeftOut = {
  /** The rest of the batch. */
  readonly batch: CheckedReadings;
  /** Its places in the batch before. */
  readonly places: Uint32Array;
  readonly refused: readonly { readonly index: number; readonly message: string }[];
};

const dayMs = 86_400_000;

/** A batch without the rows of days that cannot be written to; null when there are no such days. */
export function leaveOutDays(
  batch: CheckedReadings,
  days: readonly UnwritableDay[],
): LeftOut | null {
  if (days.length === 0) return null;
  const messages = new Map(days.map((day) => [keyOf(day), day.message]));
  const refused: { index: number; message: string }[] = [];
  const kept: number[] = [];
  batch.at.forEach((at, index) => {
    const meterId = batch.meterIds[batch.meterOf[index] ?? 0] ?? '';
    const message = messages.get(keyOf({ meterId, day: Math.floor(at / dayMs) }));
    if (message === undefined) kept.push(index);
    else refused.push({ index, message });
  });
  const places = Uint32Array.from(kept);
  // Every place is one of the columns: they are as long as `at`.
  const pick = (column: Float64Array | Uint32Array | Uint8Array) => (place: number) =>
    column[place] ?? 0;
  return {
    batch: {
      ...batch,
      meterOf: places.map(pick(batch.meterOf)),
      at: Float64Array.from(places, pick(batch.at)),
      values: Float64Array.from(places, pick(batch.values)),
      quality: Uint8Array.from(places, pick(batch.quality)),
      codes: Uint8Array.from(places, pick(batch.codes)),
    },
    places,
    refused,
  };
}
