import type { KeyValueStore, Logger } from '@waris/service-kit';
import { z } from 'zod';
import type { Announcer, RecordedEvent } from '../services/announce-readings.ts';

const instant = z.iso.datetime().transform((text) => new Date(text));
const recordedEvent = z.object({
  dmaId: z.string(),
  quantity: z.enum(['FLOW', 'PRESSURE', 'REGISTER']),
  recordedCount: z.number(),
  firstRecordedAt: instant,
  lastRecordedAt: instant,
});

const channel = 'readings:recorded';

type Listener = (event: RecordedEvent) => void;

/**
 * Events over the pub/sub of the key-value store. However many listen in this process, it is
 * subscribed once and reads each message once: a subscription costs a connection of its own.
 */
export function createAnnouncer(store: KeyValueStore, log: Logger): Announcer {
  const listeners = new Map<string, Set<Listener>>();
  let subscribed: Promise<() => Promise<void>> | null = null;

  const hear = (message: string): void => {
    const event = recordedEvent.safeParse(parseJson(message));
    if (!event.success) {
      log.warn({}, 'a message about readings was not understood');
      return;
    }
    for (const listener of listeners.get(event.data.dmaId) ?? []) listener(event.data);
  };
  const add = (dmaId: string, listener: Listener): void => {
    const own = listeners.get(dmaId) ?? new Set();
    listeners.set(dmaId, own.add(listener));
  };
  const remove = async (dmaId: string, listener: Listener): Promise<void> => {
    const own = listeners.get(dmaId);
    own?.delete(listener);
    if (own?.size === 0) listeners.delete(dmaId);
    if (listeners.size > 0 || subscribed === null) return;
    const ending = subscribed;
    subscribed = null;
    await (
      await ending
    )();
  };
  return {
    announce: async (events) => {
      await Promise.all(events.map((event) => store.publish(channel, JSON.stringify(event))));
    },
    listen: async (dmaId, told) => {
      // Its own function each time: the same listener may listen twice.
      const listener: Listener = (event) => told(event);
      add(dmaId, listener);
      subscribed ??= store.subscribe(channel, hear);
      const subscribing = subscribed;
      try {
        await subscribing;
      } catch (error) {
        if (subscribed === subscribing) subscribed = null;
        listeners.get(dmaId)?.delete(listener);
        throw error;
      }
      return () => remove(dmaId, listener);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
