import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphClient } from './graph-client.ts';

export type RecordedEvent = { readonly readingRecorded: object };

/** Records one pressure reading after another until it is stopped. */
export function recordUntil(admin: GraphClient, serialNumber: string): { stop(): Promise<void> } {
  const leaving = new AbortController();
  const run = async () => {
    for (let count = 1; !leaving.signal.aborted && count < 50; count += 1) {
      await admin.get(
        `mutation ($input: RecordReadingsInput!) {
          recordReadings(input: $input) { acceptedCount userErrors { __typename } }
        }`,
        { input: { readings: [pressureReading(serialNumber, count)] } },
      );
      await sleep(200);
    }
  };
  const running = run();
  return {
    stop: () => {
      leaving.abort();
      return running;
    },
  };
}

function pressureReading(serialNumber: string, secondsAgo: number): object {
  const at = new Date(Date.now() - 60_000 - secondsAgo * 1_000).toISOString();
  return { serialNumber, quantity: 'PRESSURE', unit: 'M', at: [at], values: [20 + secondsAgo] };
}
