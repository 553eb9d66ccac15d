import type { Benchmark, BenchmarkReport } from '../benchmark.ts';
import { withServer, type ServerWorld } from '../with-server.ts';
import { ingestFigures, ingestTable, measureIngest, sender, spans } from './ingest.ts';
import { makeNetwork, type BenchmarkNetwork } from './network.ts';
import { lossOf, measureSubscribers, subscriberTable } from './subscribers.ts';

const warmUpRows = 100_000;
const rounds = 5;
const watchedSeconds = 10;

/** What telemetry's benchmark does, a part at a time: to see what a change to that part brings. */
export const ingestPart: Benchmark = {
  name: 'ingest',
  description: 'readings in and rolled up, of the benchmark of telemetry, in five rounds',
  run: (world, { report }) =>
    withServer(world, async (running) => {
      const { server, rollUp } = running;
      const ingest = { server, network: await makeNetwork(running.client), rollUp };
      const startMs = spans();
      await sender(ingest)({ format: 'NDJSON', startMs: startMs(), rows: warmUpRows });
      const measured = await measureIngest(ingest, { startMs, rounds, report });
      return { tables: [ingestTable(measured)], figures: ingestFigures(measured), notes: [] };
    }),
};

export const subscribersPart: Benchmark = {
  name: 'subscribers',
  description: 'a thousand live subscribers of a hundred DMAs, of ten, and of one',
  run: (world, { report }) =>
    withServer(world, async (running) => {
      const network = await makeNetwork(running.client);
      return watchNetwork(running, network, [100, 10, 1], report);
    }),
};

/** A thousand subscribers, evenly on as many DMAs as each number says. */
export async function watchNetwork(
  { server, telemetryContext }: ServerWorld,
  { dmaIds, dmaCodes }: BenchmarkNetwork,
  dmaCounts: readonly number[],
  report: (progress: string) => void,
): Promise<BenchmarkReport> {
  const dmas = dmaIds.map((id, n) => ({ id, code: dmaCodes[n] ?? '' }));
  const watched = [];
  for (const count of dmaCounts) {
    report(`live subscribers of ${count} DMAs`);
    const watching = {
      gatewayUrl: server.gatewayUrl,
      dmas: dmas.slice(0, count),
      telemetryContext,
    };
    watched.push(await measureSubscribers(watching, watchedSeconds));
  }
  return {
    tables: [subscriberTable(watched)],
    figures: { subscriberLossRatio: lossOf(watched) },
    notes: [
      'Subscribers: a connection each, server-sent events, from one client process; each event goes to all who watch its DMA.',
    ],
  };
}
