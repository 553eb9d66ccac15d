import { setTimeout as sleep } from 'node:timers/promises';
import { openMemoryKeyValueStore, silentLogger } from '@waris/service-kit';
import { openTelemetry, parseTelemetryConfig } from '@waris/telemetry';
import { openBroker } from './mqtt-broker.ts';

/** Looks again and again; throws when it takes longer than any machine needs. */
export async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 25_000;
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`Not within 25 s: ${what}.`);
    await sleep(50);
  }
}

export type Ingesting = {
  stop(): Promise<void>;
  state(): Promise<{ readonly ready: boolean; readonly problem?: string }>;
};

export type Broker = Awaited<ReturnType<typeof openBroker>>;

/** Telemetry that takes in what a broker sends; returned once it is subscribed. */
export async function openIngesting(
  environment: Readonly<Record<string, string>>,
): Promise<Ingesting> {
  const keyValueStore = openMemoryKeyValueStore();
  const config = parseTelemetryConfig({ WARIS_ROLL_UP_MS: '0', ...environment });
  const telemetry = await openTelemetry(config, { keyValueStore, log: silentLogger });
  await telemetry.startMqtt();
  const state = async () =>
    (await telemetry.stores()).find(({ name }) => name === 'mqtt') ?? { ready: false };
  await until('subscribed', async () => (await state()).ready);
  return {
    state,
    stop: async () => {
      await telemetry.stop();
      await keyValueStore.stop();
    },
  };
}
