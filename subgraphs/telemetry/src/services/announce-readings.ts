import type { KnownMeter } from '../domain/check-readings.ts';
import type { ReadingBatch } from '../domain/sort-readings.ts';
import type { ReadingQuantity } from '../domain/quantity.ts';

/** That readings of meters in or at the border of a DMA were stored. */
export type RecordedEvent = {
  readonly dmaId: string;
  readonly quantity: ReadingQuantity;
  readonly recordedCount: number;
  readonly firstRecordedAt: Date;
  readonly lastRecordedAt: Date;
};

/** Wake-ups after a commit: one that is lost delays a reader, no more. */
export type Announcer = {
  announce(events: readonly RecordedEvent[]): Promise<void>;
  /** Returns the function that ends listening. */
  listen(dmaId: string, listener: (event: RecordedEvent) => void): Promise<() => Promise<void>>;
};

export async function announceReadings(
  announcer: Announcer,
  batches: readonly ReadingBatch[],
): Promise<void> {
  await announcer.announce(batches.flatMap(eventsOf));
}

/** Of one meter: an event for each DMA that it feeds or draws from. */
export async function announceMeter(
  announcer: Announcer,
  { dmaId, sourceDmaId }: Pick<KnownMeter, 'dmaId' | 'sourceDmaId'>,
  event: Omit<RecordedEvent, 'dmaId'>,
): Promise<void> {
  const dmaIds = [dmaId, sourceDmaId].filter((id) => id !== null);
  await announcer.announce(dmaIds.map((id) => ({ ...event, dmaId: id })));
}

/** One event for each DMA that a meter of the batch feeds or draws from. */
export function eventsOf(batch: ReadingBatch): readonly RecordedEvent[] {
  const events = new Map<string, { count: number; first: number; last: number }>();
  batch.at.forEach((at, index) => {
    const meter = batch.meterOf[index] ?? 0;
    for (const dmaId of [batch.dmaIds[meter], batch.sourceDmaIds[meter]]) {
      if (dmaId === null || dmaId === undefined) continue;
      const event = events.get(dmaId) ?? { count: 0, first: at, last: at };
      event.count += 1;
      event.first = Math.min(event.first, at);
      event.last = Math.max(event.last, at);
      events.set(dmaId, event);
    }
  });
  return Array.from(events, ([dmaId, { count, first, last }]) => ({
    dmaId,
    quantity: batch.quantity,
    recordedCount: count,
    firstRecordedAt: new Date(first),
    lastRecordedAt: new Date(last),
  }));
}

/** One event for each DMA and quantity, of all that were stored together. */
export function mergeEvents(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const groups = Map.groupBy(events, ({ dmaId, quantity }) => `${dmaId}/${quantity}`);
  return Array.from(groups.values(), (group) => group.reduce((a, b) => mergeTwo(a, b)));
}

/** What both say together. */
export function mergeTwo(a: RecordedEvent, b: RecordedEvent): RecordedEvent {
  return {
    ...a,
    recordedCount: a.recordedCount + b.recordedCount,
    firstRecordedAt: a.firstRecordedAt < b.firstRecordedAt ? a.firstRecordedAt : b.firstRecordedAt,
    lastRecordedAt: a.lastRecordedAt > b.lastRecordedAt ? a.lastRecordedAt : b.lastRecordedAt,
  };
}
