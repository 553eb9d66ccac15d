import { startBackgroundWork, type Logger, type StoreState } from '@waris/service-kit';
import type { MqttConfig } from '../../mqtt-config.ts';
import { createMessageQueue } from './message-queue.ts';
import { connectMqtt } from './mqtt-client.ts';
import { storeMessages, type MessageContext } from './store-messages.ts';

export type MqttIngest = { state(): StoreState; stop(): Promise<void> };

const waiting = { mostMessages: 5_000, mostBytes: 32 * 2 ** 20 };
const atOnce = { mostMessages: 1_000, mostBytes: 2 ** 20 };

/**
 * Stores what a broker sends until stopped. What came while one batch was stored is the next
 * batch; while the database is away all stays with the broker, but for what waits in memory.
 */
export async function ingestMessages(
  config: MqttConfig,
  createContext: () => MessageContext,
  log: Logger,
): Promise<MqttIngest> {
  const queue = createMessageQueue(waiting);
  let storing: string | null = null;
  const work = startBackgroundWork({
    name: 'storing messages from MQTT',
    intervalMs: 250,
    log,
    work: async () => {
      const messages = queue.peek(atOnce);
      if (messages.length === 0) return false;
      storing = 'Messages wait, for they cannot be stored.';
      const counts = await storeMessages(createContext(), messages, config.mappings);
      storing = null;
      queue.drop(messages);
      for (const message of messages) message.acknowledge();
      const line = { messageCount: messages.length, ...counts };
      if (counts.rejectedCount > 0) log.warn(line, 'messages from MQTT were rejected');
      else log.debug(line, 'messages from MQTT were stored');
      return queue.count() > 0;
    },
  });
  const connection = await connectMqtt(config, queue, work.wake, log);
  return {
    state: () => {
      const problem = connection.problem() ?? (queue.count() > 0 ? storing : null);
      const state = { name: 'mqtt', engine: 'MQTT broker', ready: problem === null };
      return problem === null ? state : { ...state, problem };
    },
    stop: async () => {
      // First what is being stored, which is then acknowledged.
      await work.stop();
      await connection.stop();
    },
  };
}
