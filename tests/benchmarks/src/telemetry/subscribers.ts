import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TelemetryContext } from '@waris/telemetry';
import { z } from 'zod';
import type { BenchmarkTable } from '../benchmark.ts';
import { memoryRiseOf } from '../peak-memory.ts';

export type SubscriberWorld = {
  readonly gatewayUrl: string;
  readonly dmas: readonly { readonly id: string; readonly code: string }[];
  telemetryContext(): TelemetryContext;
};

export type SubscriberFigures = {
  readonly subscribers: number;
  readonly events: number;
  /** What should have come to all subscribers together, and what did. */
  readonly expected: number;
  readonly received: number;
  /** That the events told of; as many as were expected when nothing was lost. */
  readonly readings: number;
  readonly fellBehind: number;
  readonly medianMs: number;
  readonly lateMs: number;
  readonly memoryRiseMb: number;
};

const client = fileURLToPath(new URL('subscribers-client.ts', import.meta.url));
const subscribers = 1_000;
const eventsPerSecond = 100;
const tickMs = 50;

const outcome = z.object({
  received: z.number(),
  readings: z.number(),
  fellBehind: z.number(),
  medianMs: z.number(),
  lateMs: z.number(),
});

/**
 * A thousand subscribers over as many connections, evenly on the DMAs given, while a hundred
 * events a second happen in these in turn: each event goes to all subscribers of its DMA.
 */
export async function measureSubscribers(
  { gatewayUrl, dmas, telemetryContext }: SubscriberWorld,
  seconds: number,
): Promise<SubscriberFigures> {
  const job = {
    url: `${gatewayUrl}/graphql`,
    dmaCodes: dmas.map(({ code }) => code),
    connections: subscribers,
  };
  const watching = spawn(process.execPath, [client, JSON.stringify(job)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface({ input: watching.stdout });
    const events = seconds * eventsPerSecond;
    let found: z.infer<typeof outcome> | undefined;
    const memoryRiseMb = await memoryRiseOf(async () => {
      await nextLine(lines);
      await announceEvents(telemetryContext(), dmas, events);
      const answer = nextLine(lines);
      watching.stdin.write('done\n');
      found = outcome.parse(JSON.parse(await answer));
    });
    if (found === undefined) throw new Error('Nobody watched.');
    const expected = (events * subscribers) / dmas.length;
    return { subscribers, events, expected, ...found, memoryRiseMb };
  } finally {
    watching.kill();
  }
}

async function nextLine(lines: Interface): Promise<string> {
  const closed = new AbortController();
  const ended = once(lines, 'close', { signal: closed.signal }).then(
    () => {
      throw new Error('The subscribers went away.');
    },
    () => undefined,
  );
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  closed.abort();
  return line;
}

async function announceEvents(
  { announcer }: TelemetryContext,
  dmas: SubscriberWorld['dmas'],
  events: number,
): Promise<void> {
  const startedAt = performance.now();
  for (let sent = 0; sent < events;) {
    const due = Math.min(
      events,
      Math.floor(((performance.now() - startedAt) / 1000) * eventsPerSecond),
    );
    for (; sent < due; sent += 1) {
      const now = new Date();
      await announcer.announce([
        {
          dmaId: dmas[sent % dmas.length]?.id ?? '',
          quantity: 'FLOW',
          recordedCount: 1,
          firstRecordedAt: now,
          lastRecordedAt: now,
        },
      ]);
    }
    await sleep(tickMs);
  }
}

export function subscriberTable(watched: readonly SubscriberFigures[]): BenchmarkTable {
  return {
    title: 'Readings told of to live subscribers, a hundred events a second',
    columns: ['subscribers', 'to be told', 'told', 'events', 'median ms', '99 % ms', 'memory, MB'],
    rows: watched.map((one) => [
      one.subscribers,
      one.expected,
      one.readings,
      one.received,
      one.medianMs,
      one.lateMs,
      Math.round(one.memoryRiseMb),
    ]),
  };
}

/** Share of what was to be told that was not. */
export function lossOf(watched: readonly SubscriberFigures[]): number {
  const sum = (of: (one: SubscriberFigures) => number) =>
    watched.reduce((total, one) => total + of(one), 0);
  return 1 - sum(({ readings }) => readings) / sum(({ expected }) => expected);
}
