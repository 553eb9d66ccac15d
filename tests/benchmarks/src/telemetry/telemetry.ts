import type { Benchmark, BenchmarkReport, BenchmarkServer } from '../benchmark.ts';
import type { Comparison } from './compare.ts';
import { ingestFigures, ingestTable, measureIngest, sender, spans, type Round } from './ingest.ts';
import { makeNetwork } from './network.ts';
import { watchNetwork } from './parts.ts';
import { memoryRiseOf } from '../peak-memory.ts';
import { measureReads, putReadings, readFigures, readTable } from './reads.ts';
import { withServer } from '../with-server.ts';

const longRows = 2_000_000;
const rounds = 3;

/** How fast readings come in, are rolled up and read, beside bare SQL on the same server in the same run. */
export const telemetry: Benchmark = {
  name: 'telemetry',
  description: 'readings in, rolled up and out, beside bare SQL on the same server, and memory',
  run: (world, { report }) =>
    withServer(world, async (running) => {
      const { client, rollUp, server } = running;
      const network = await makeNetwork(client);
      const ingest = { server, network, rollUp };
      const startMs = spans();
      report(`${longRows} rows in one request`);
      // First, from idle; it also warms up what is measured next.
      const start = startMs();
      const memoryRiseMb = await memoryRiseOf(() =>
        sender(ingest)({ format: 'NDJSON', startMs: start, rows: longRows, prepared: false }),
      );
      const measured = await measureIngest(ingest, { startMs, rounds, report });
      report('readings to be read back');
      await putReadings(client, network);
      await rollUp();
      await client.query('analyze readings.flow_readings');
      report('reads');
      const reads = await measureReads({ ...running, network });
      const watched = await watchNetwork(running, network, [100, 10, 1], report);
      return reportOf(measured, reads, watched, memoryRiseMb, server);
    }),
};

function reportOf(
  measured: readonly Round[],
  reads: readonly Comparison[],
  watched: BenchmarkReport,
  memoryRiseMb: number,
  { embedded }: BenchmarkServer,
): BenchmarkReport {
  return {
    tables: [ingestTable(measured), readTable(reads), ...watched.tables],
    figures: {
      ...ingestFigures(measured),
      memoryRiseMb,
      ...readFigures(reads),
      ...watched.figures,
    },
    notes: [
      'Bare ingest: binary bytes made beforehand, copied to a temporary table and inserted on conflict, 20,000 rows a transaction, one connection.',
      'HTTP: one client process, body made beforehand; gateway, telemetry and checks in this process; medians of three rounds. Quality rules are judged and days marked on the way; the roll-ups come afterwards, of the three uploads together.',
      `The memory is what this process${embedded ? ', the embedded database within it,' : ''} rose by during ${longRows} rows in one request.`,
      ...watched.notes,
      'Bare reads: the least SQL that finds the same values in the rows, which come as objects of the driver. CPU is that of this process.',
    ],
  };
}
