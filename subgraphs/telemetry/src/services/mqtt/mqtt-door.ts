import type { AreaScope, Logger, StoreState } from '@waris/service-kit';
import type { MqttConfig } from '../../mqtt-config.ts';
import { ingestMessages, type MqttIngest } from './ingest-messages.ts';
import { probeMqtt } from './mqtt-client.ts';
import type { MessageContext } from './store-messages.ts';

/** Closed where no broker is set, and until it is started. */
export function openMqttDoor(
  config: MqttConfig | null,
  log: Logger,
  createContext: (scope: AreaScope) => MessageContext,
) {
  let ingest: MqttIngest | null = null;
  return {
    start: async (): Promise<void> => {
      if (config === null || ingest !== null) return;
      ingest = await ingestMessages(config, () => createContext(config.scope), log);
    },
    /** Of a process that does not ingest: whether the broker answers it. */
    stores: async (): Promise<readonly StoreState[]> => {
      if (config === null) return [];
      return [ingest === null ? await probeMqtt(config) : ingest.state()];
    },
    stop: async (): Promise<void> => {
      await ingest?.stop();
      ingest = null;
    },
  };
}
