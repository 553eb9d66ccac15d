import {
  openMemoryKeyValueStore,
  openRedisKeyValueStore,
  silentLogger,
  type KeyValueStore,
} from '@waris/service-kit';

/** The stores that the global set-up started, as a service would be told of them. */
export function testStores() {
  const environment = process.env;
  const required = (name: string): string => {
    const value = environment[name];
    if (value === undefined) throw new Error(`${name} is missing: run this test in its project.`);
    return value;
  };
  return {
    postgresUrl: required('DATABASE_URL'),
    mongoUrl: required('MONGODB_URL'),
    milvusAddress: environment['MILVUS_ADDRESS'],
    /** Begins the name of every Milvus collection of this run. */
    milvusPrefix: environment['MILVUS_PREFIX'],
    real: environment['WARIS_TEST_ENGINES'] === 'real',
  };
}

/** Redis in a run on real engines, otherwise the memory of this test. */
export async function openTestKeyValueStore(): Promise<KeyValueStore> {
  const url = process.env['REDIS_URL'];
  return url === undefined
    ? openMemoryKeyValueStore()
    : openRedisKeyValueStore({ url }, silentLogger);
}
