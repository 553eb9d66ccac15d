import type { GraphClient } from './graph-client.ts';

/** Readings of one batch: a call to `recordReadings` that is to be stored whole or not at all. */
export const batchSize = 200;

const firstAtMs = Date.parse('2025-01-01T00:00:00Z');
const intervalMs = 60_000;
const batchMs = batchSize * intervalMs;
// As many batches as fit into the 10,000 readings of one answer.
const batchesPerPage = 10_000 / batchSize;

const recordMutation = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) {
    acceptedCount
    duplicateCount
    rejectedCount
    userErrors { __typename ... on UserError { message } }
  }
}`;

export type Recorded = {
  readonly acceptedCount: number;
  readonly duplicateCount: number;
  readonly rejectedCount: number;
};

/** Batch `index`: its own stretch of time, its own value. Throws when it was not acknowledged. */
export async function recordBatch(
  client: GraphClient,
  serialNumber: string,
  index: number,
): Promise<Recorded> {
  const values = Array.from({ length: batchSize }, () => valueOf(index));
  const { recordReadings } = await client.get<{ recordReadings: Recorded }>(recordMutation, {
    input: {
      onError: 'REJECT',
      readings: [
        {
          serialNumber,
          quantity: 'FLOW',
          unit: 'M3_PER_HOUR',
          startAt: new Date(firstAtMs + index * batchMs).toISOString(),
          intervalSeconds: intervalMs / 1_000,
          values,
        },
      ],
    },
  });
  return recordReadings;
}

/** How many readings of each of the first `count` batches are stored; throws for a wrong one. */
export async function readBatches(
  client: GraphClient,
  serialNumber: string,
  count: number,
): Promise<readonly number[]> {
  const stored = Array.from({ length: count }, () => 0);
  for (let first = 0; first < count; first += batchesPerPage) {
    const { meter } = await client.get<{
      meter: { readings: { at: readonly string[]; values: readonly number[] } };
    }>(
      `query ($serial: String!, $period: PeriodInput!) {
        meter(serialNumber: $serial) { readings(period: $period) { at values } }
      }`,
      {
        serial: serialNumber,
        period: {
          from: new Date(firstAtMs + first * batchMs).toISOString(),
          to: new Date(firstAtMs + (first + batchesPerPage) * batchMs).toISOString(),
        },
      },
    );
    const { at, values } = meter.readings;
    if (new Set(at).size !== at.length) throw new Error('An instant came twice.');
    for (const [index, instant] of at.entries()) {
      const batch = Math.floor((Date.parse(instant) - firstAtMs) / batchMs);
      if (values[index] !== valueOf(batch)) throw new Error(`A wrong value at ${instant}.`);
      stored[batch] = (stored[batch] ?? 0) + 1;
    }
  }
  return stored;
}

const valueOf = (batch: number) => (batch % 97) + 1;
