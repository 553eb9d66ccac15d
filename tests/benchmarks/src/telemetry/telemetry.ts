import type { Benchmark, BenchmarkReport, BenchmarkServer, BenchmarkTable } from '../benchmark.ts';
import type { Comparison } from './compare.ts';
import { ingestFigures, ingestTable, measureIngest, sender, spans, type Round } from './ingest.ts';
import { makeNetwork } from './network.ts';
import { memoryRiseOf } from './peak-memory.ts';
import { measureReads, putReadings, readFigures, readTable } from './reads.ts';
import { withServer } from '../with-server.ts';
import { measureSubscribers, type SubscriberFigures } from './subscribers.ts';

const longRows = 2_000_000;
const watchedSeconds = 10;

/** How fast readings come in, are rolled up and read, beside bare SQL on the same server in the same run. */
export const telemetry: Benchmark = {
  name: 'telemetry',
  description: 'readings in, rolled up and out, beside bare SQL on the same server, and memory',
  run: (world, { report }) =>
    withServer(world, async (running) => {
      const { client, rollUp, server, telemetryContext } = running;
      const network = await makeNetwork(client);
      const ingest = { server, network, rollUp };
      const startMs = spans();
      report(`${longRows} rows in one request`);
      // First, from idle; it also warms up what is measured next.
      const start = startMs();
      const memoryRiseMb = await memoryRiseOf(() =>
        sender(ingest)({ format: 'NDJSON', startMs: start, rows: longRows, prepared: false }),
      );
      const rounds = await measureIngest(ingest, startMs, report);
      report('readings to be read back');
      await putReadings(client, network);
      await rollUp();
      await client.query('analyze readings.flow_readings');
      report('reads');
      const reads = await measureReads({ ...running, network });
      report('live subscribers');
      const dmas = network.dmaIds.map((id, n) => ({ id, code: network.dmaCodes[n] ?? '' }));
      const watched: SubscriberFigures[] = [];
      for (const some of [dmas, dmas.slice(0, 10)]) {
        const watching = { gatewayUrl: server.gatewayUrl, dmas: some, telemetryContext };
        watched.push(await measureSubscribers(watching, watchedSeconds));
      }
      return reportOf(rounds, reads, watched, memoryRiseMb, server);
    }),
};

function reportOf(
  rounds: readonly Round[],
  reads: readonly Comparison[],
  watched: readonly SubscriberFigures[],
  memoryRiseMb: number,
  { embedded }: BenchmarkServer,
): BenchmarkReport {
  return {
    tables: [ingestTable(rounds), readTable(reads), subscriberTable(watched)],
    figures: {
      ...ingestFigures(rounds),
      memoryRiseMb,
      ...readFigures(reads),
      subscriberLossRatio: lossOf(watched),
    },
    notes: [
      'Bare ingest: binary bytes made beforehand, copied to a temporary table and inserted on conflict, 20,000 rows a transaction, one connection.',
      'HTTP: one client process, body made beforehand; gateway, telemetry and checks in this process; medians of three rounds. Quality rules are judged and days marked on the way; the roll-ups come afterwards, of the three uploads together.',
      `The memory is what this process${embedded ? ', the embedded database within it,' : ''} rose by during ${longRows} rows in one request.`,
      'Subscribers: a connection each, server-sent events, from one client process; each event goes to all who watch its DMA, of which there are a hundred and then ten.',
      'Bare reads: the least SQL that finds the same values in the rows, which come as objects of the driver. CPU is that of this process.',
    ],
  };
}

function subscriberTable(watched: readonly SubscriberFigures[]): BenchmarkTable {
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
function lossOf(watched: readonly SubscriberFigures[]): number {
  const sum = (of: (one: SubscriberFigures) => number) =>
    watched.reduce((total, one) => total + of(one), 0);
  return 1 - sum(({ readings }) => readings) / sum(({ expected }) => expected);
}
