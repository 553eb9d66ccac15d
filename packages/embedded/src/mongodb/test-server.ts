import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import type { MongoServer, MongoServerOptions } from './server.ts';
import { startMongoServer } from './server.ts';

const { MongoClient } = mongoose.mongo;

/** A server with a folder of its own and the ordinary driver connected to it; for tests. */
export interface TestServer {
  readonly dataDir: string;
  readonly url: string;
  readonly client: InstanceType<typeof MongoClient>;
  readonly db: ReturnType<InstanceType<typeof MongoClient>['db']>;
  /** Stops and starts again on the same folder. */
  restart(): Promise<TestServer>;
  /** Stops and leaves the folder. */
  stop(): Promise<void>;
  /** Stops and deletes the folder. */
  dispose(): Promise<void>;
}

type Options = Partial<MongoServerOptions>;

export async function startTestServer(options: Options = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'waris-mongodb-'));
  const server = await startMongoServer({ ...options, dataDir });
  const client = new MongoClient(server.url, { promoteValues: true });
  await client.connect();
  return connected({ ...options, dataDir }, server, client);
}

function connected(
  options: Options & { dataDir: string },
  server: MongoServer,
  client: TestServer['client'],
): TestServer {
  const stop = async (): Promise<void> => {
    await client.close();
    await server.stop();
  };
  return {
    dataDir: options.dataDir,
    url: server.url,
    client,
    db: client.db(),
    restart: async () => {
      await stop();
      return startTestServer(options);
    },
    stop,
    dispose: async () => {
      await stop();
      rmSync(options.dataDir, { recursive: true });
    },
  };
}
