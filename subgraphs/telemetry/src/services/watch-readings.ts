import { PublicError, type RequestContext } from '@waris/service-kit';
import type { AreaRepository } from '../persistence/areas.ts';
import { bufferEvents } from '../domain/event-buffer.ts';
import { mergeTwo, type Announcer, type RecordedEvent } from './announce-readings.ts';

export type WatchContext = RequestContext & {
  readonly areas: AreaRepository;
  readonly announcer: Announcer;
};

export type WatchedEvent = RecordedEvent & { readonly fellBehind: boolean };

const mostWaiting = 100;

/** The stream of what is recorded in a DMA from now on; ends with the caller's interest. */
export async function watchReadings(
  context: WatchContext,
  dmaCode: string,
): Promise<AsyncGenerator<WatchedEvent, void, void>> {
  context.viewer.require('telemetry:read');
  const dma = await context.areas.findDmaByCode(dmaCode, context.viewer.scope);
  if (dma === null) {
    throw new PublicError('NOT_FOUND', `There is no DMA of the code ${dmaCode.slice(0, 60)}.`);
  }
  const buffer = bufferEvents<RecordedEvent>(mostWaiting, (waiting, event) =>
    waiting.quantity === event.quantity ? mergeTwo(waiting, event) : null,
  );
  const stop = await context.announcer.listen(dma.id, buffer.push);
  return buffer.events(stop);
}
