import type { BenchmarkServer, BenchmarkTable } from '../benchmark.ts';
import { bareRate } from './bare-rate.ts';
import { median } from './compare.ts';
import type { BenchmarkNetwork } from './network.ts';
import { uploadRate, type Upload } from './upload.ts';

const roundRows = { embedded: 100_000, server: 400_000 };

/** Rows each second. */
export type Round = {
  readonly bare: number;
  readonly ndjson: number;
  readonly csv: number;
  readonly graphql: number;
  readonly rollUps: number;
};

export type IngestWorld = {
  readonly server: BenchmarkServer;
  readonly network: BenchmarkNetwork;
  rollUp(): Promise<void>;
};

/** Starts of stretches of time that do not meet, so that every reading is new. */
export function spans(): () => number {
  let year = 2000;
  return () => Date.UTC(year++, 0, 1);
}

export function sender({ server, network }: IngestWorld) {
  return (upload: Pick<Upload, 'format' | 'startMs' | 'rows'> & { prepared?: boolean }) =>
    uploadRate({
      prepared: true,
      ...upload,
      url:
        upload.format === 'GRAPHQL'
          ? `${server.gatewayUrl}/graphql`
          : `${server.gatewayUrl}/ingest/readings?quantity=flow&unit=m3/h&onError=skip`,
      serialPrefix: network.serialPrefix,
      meterCount: network.meterIds.length,
    });
}

/** Each way in, and the roll-ups of what came in, beside bare SQL on the same server. */
export async function measureIngest(
  world: IngestWorld,
  options: { startMs: () => number; rounds: number; report: (progress: string) => void },
): Promise<readonly Round[]> {
  const { startMs, rounds, report } = options;
  const { server, network } = world;
  const rows = roundRows[server.embedded ? 'embedded' : 'server'];
  const send = sender(world);
  const measured: Round[] = [];
  await world.rollUp();
  for (let round = 1; round <= rounds; round += 1) {
    report(`ingest, round ${round} of ${rounds}`);
    const bare = await bareRate({
      postgresUrl: server.postgresUrl,
      meterIds: network.meterIds,
      startMs: startMs(),
      rows,
    });
    const ndjson = await send({ format: 'NDJSON', startMs: startMs(), rows });
    const csv = await send({ format: 'CSV', startMs: startMs(), rows });
    const graphql = await send({ format: 'GRAPHQL', startMs: startMs(), rows });
    const startedAt = performance.now();
    await world.rollUp();
    const rollUps = (3 * 1000 * rows) / (performance.now() - startedAt);
    measured.push({ bare, ndjson, csv, graphql, rollUps });
  }
  return measured;
}

export function ingestTable(rounds: readonly Round[]): BenchmarkTable {
  return {
    title: 'Readings taken in and rolled up, rows/s',
    columns: ['round', 'bare COPY and insert', 'NDJSON', 'CSV', 'recordReadings', 'roll-ups'],
    rows: rounds.map((round, index) => [
      String(index + 1),
      ...[round.bare, round.ndjson, round.csv, round.graphql, round.rollUps].map(Math.round),
    ]),
  };
}

/** Each way's median as a share of bare SQL's. */
export function ingestFigures(measured: readonly Round[]): Record<string, number> {
  const rate = (name: keyof Round) => median(measured.map((round) => round[name]));
  const bare = rate('bare');
  return {
    bareRowsPerSecond: Math.round(bare),
    ndjsonRowsPerSecond: Math.round(rate('ndjson')),
    csvRowsPerSecond: Math.round(rate('csv')),
    recordReadingsRowsPerSecond: Math.round(rate('graphql')),
    rolledUpRowsPerSecond: Math.round(rate('rollUps')),
    ndjsonToBareRatio: rate('ndjson') / bare,
    csvToBareRatio: rate('csv') / bare,
    recordReadingsToBareRatio: rate('graphql') / bare,
    rollUpsToBareRatio: rate('rollUps') / bare,
  };
}
