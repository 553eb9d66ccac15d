import { createServer, type Socket } from 'node:net';
import { hashedEmbedder, openKnowledge, type Embedder } from '@waris/knowledge';
import {
  createSubgraphExecutor,
  newId,
  silentLogger,
  type KeyValueStore,
} from '@waris/service-kit';
import { openTestKeyValueStore, testRequest } from '@waris/testkit';
import { openWorld, testConfig, type KnowledgeWorld, type Search } from './knowledge-world.ts';

let world: KnowledgeWorld;
let keyValueStore: KeyValueStore;
const mark = newId();

beforeAll(async () => {
  keyValueStore = await openTestKeyValueStore();
  world = await openWorld();
  await world.upload({ title: 'Kept', content: `Night flow of ${mark}.` });
});
afterAll(async () => {
  await world.stop();
  await keyValueStore.stop();
});

async function searchThrough(subgraph: Awaited<ReturnType<typeof openKnowledge>>) {
  const started = performance.now();
  const result = await createSubgraphExecutor(subgraph).execute(
    {
      query: `query ($query: String!) {
        searchKnowledge(query: $query) { degraded nodes { document { title } } }
      }`,
      variables: { query: mark },
    },
    testRequest(),
  );
  expect(result.errors).toBeUndefined();
  return {
    search: result.data?.['searchKnowledge'] as Search,
    milliseconds: performance.now() - started,
  };
}

async function openBeside(
  overrides: Readonly<Record<string, string | undefined>>,
  embedder: Embedder = hashedEmbedder,
) {
  return openKnowledge(testConfig(overrides), { keyValueStore, log: silentLogger, embedder });
}

describe('a search without its vectors', () => {
  it('answers from the lexical index within two seconds while Milvus is down', async () => {
    const subgraph = await openBeside({ MILVUS_ADDRESS: '127.0.0.1:1' });
    for (let attempt = 0; attempt < 3; attempt++) {
      const { search, milliseconds } = await searchThrough(subgraph);
      expect(search.degraded).toBe(true);
      expect(search.nodes[0]?.document.title).toBe('Kept');
      expect(milliseconds).toBeLessThan(2_000);
    }
    const states = await subgraph.stores();
    expect(states.find((state) => state.name === 'vectors')).toMatchObject({
      engine: 'milvus',
      ready: false,
      problem: 'Milvus does not answer.',
    });
    await subgraph.stop();
  }, 30_000);

  it('does the same while Milvus accepts connections and says nothing', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const subgraph = await openBeside({ MILVUS_ADDRESS: `127.0.0.1:${port}` });
    const { search, milliseconds } = await searchThrough(subgraph);
    expect(search.degraded).toBe(true);
    expect(search.nodes[0]?.document.title).toBe('Kept');
    expect(milliseconds).toBeLessThan(2_000);
    await subgraph.stop();
    // Nobody reads them, so that they would never notice their end.
    for (const socket of sockets) socket.destroy();
    silent.close();
  }, 30_000);

  it('does the same while the embedder fails, and heals when it is back', async () => {
    let broken = true;
    const flaky: Embedder = {
      ...hashedEmbedder,
      embed: (texts) => (broken ? Promise.reject(new Error('away')) : hashedEmbedder.embed(texts)),
    };
    const subgraph = await openBeside({}, flaky);
    expect((await searchThrough(subgraph)).search.degraded).toBe(true);
    broken = false;
    expect((await searchThrough(subgraph)).search.degraded).toBe(false);
    await subgraph.stop();
  });
});

describe('a start', () => {
  it('is refused when the collection holds vectors of another model', async () => {
    const other: Embedder = { ...hashedEmbedder, model: 'another-model' };
    await expect(openBeside({}, other)).rejects.toThrow(
      'holds vectors of the model hashed-words-grams-1536-v1',
    );
  });

  it('names the store that does not answer', async () => {
    await expect(openBeside({ MONGODB_URL: 'mongodb://127.0.0.1:1/waris' })).rejects.toThrow(
      'MongoDB does not answer at MONGODB_URL.',
    );
  }, 15_000);
});
