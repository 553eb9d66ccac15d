import type { KeyValueStore, Logger } from '@waris/service-kit';
import { z } from 'zod';
import type { Announcer } from '../services/announce-readings.ts';

const instant = z.iso.datetime().transform((text) => new Date(text));
const recordedEvent = z.object({
  dmaId: z.string(),
  quantity: z.enum(['FLOW', 'PRESSURE', 'REGISTER']),
  recordedCount: z.number(),
  firstRecordedAt: instant,
  lastRecordedAt: instant,
});

const channelOf = (dmaId: string) => `readings:recorded:${dmaId}`;

/** Events over the pub/sub of the key-value store; a channel for each DMA. */
export function createAnnouncer(store: KeyValueStore, log: Logger): Announcer {
  return {
    announce: async (events) => {
      await Promise.all(
        events.map((event) => store.publish(channelOf(event.dmaId), JSON.stringify(event))),
      );
    },
    listen: (dmaId, listener) =>
      store.subscribe(channelOf(dmaId), (message) => {
        const event = recordedEvent.safeParse(parseJson(message));
        if (event.success) listener(event.data);
        else log.warn({ dmaId }, 'a message about readings was not understood');
      }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
