import pg from 'pg';
import type { BenchmarkServer, BenchmarkWorld } from './benchmark.ts';

export type ServerWorld = BenchmarkWorld & {
  readonly server: BenchmarkServer;
  /** A line to the database of the server, for what no caller of the graph could do. */
  readonly client: pg.Client;
};

/** Runs what needs a server, and not the graph alone. */
export async function withServer<Value>(
  world: BenchmarkWorld,
  work: (world: ServerWorld) => Promise<Value>,
): Promise<Value> {
  const { server } = world;
  if (server === undefined) throw new Error('This benchmark measures a server.');
  const client = new pg.Client({ connectionString: server.postgresUrl });
  await client.connect();
  try {
    return await work({ ...world, server, client });
  } finally {
    await client.end();
  }
}
