import { setTimeout as sleep } from 'node:timers/promises';
import { hashedEmbedder, openKnowledge, type Embedder } from '@waris/knowledge';
import {
  createSubgraphExecutor,
  keys,
  newId,
  silentLogger,
  type KeyValueStore,
} from '@waris/service-kit';
import { openTestKeyValueStore, testRequest, testStores } from '@waris/testkit';
import { auditActions } from './audit-actions.ts';
import { fieldOf, openWorld, testConfig, type KnowledgeWorld } from './knowledge-world.ts';

let world: KnowledgeWorld;

// A database of its own: every other start would take up what is left unfinished here.
const mongo = new URL(testStores().mongoUrl);
mongo.pathname += `_unfinished_${newId().slice(-12)}`;
const own = { MONGODB_URL: mongo.href };

beforeAll(async () => {
  world = await openWorld(own);
});
afterAll(() => world.stop());

const failing: Embedder = {
  ...hashedEmbedder,
  embed: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1:9')),
};

/** Uploads through a service of its own that embeds in this way; the caller stops it. */
async function uploadThrough(
  embedder: Embedder,
  content: string,
  opening: Promise<KeyValueStore> = openTestKeyValueStore(),
) {
  const keyValueStore = await opening;
  const subgraph = await openKnowledge(testConfig(own), {
    keyValueStore,
    log: silentLogger,
    embedder,
  });
  const result = await createSubgraphExecutor(subgraph).execute(
    {
      query: `mutation ($content: String!) {
        uploadDocument(input: {
          title: "Unfinished", category: MANUAL, mediaType: "text/plain", content: $content
        }) { document { id state failure } }
      }`,
      variables: { content },
    },
    testRequest(),
  );
  const uploaded = result.errors === undefined ? fieldOf(result, 'uploadDocument') : null;
  return {
    document: (uploaded as { document: Record<string, string> } | null)?.document ?? {},
    stop: async () => {
      await subgraph.stop();
      await keyValueStore.stop();
    },
  };
}

/** Locks that cannot be had, as often as given: its server is away. */
async function withoutLocks(times: number) {
  const keyValueStore = await openTestKeyValueStore();
  let left = times;
  return {
    ...keyValueStore,
    withLock: async <Value>(resource: string, work: () => Promise<Value>) => {
      left -= 1;
      if (left >= 0) throw new Error('connect ECONNREFUSED');
      return keyValueStore.withLock(resource, work);
    },
  };
}

async function expireLock(resource: string): Promise<void> {
  const keyValueStore = await openTestKeyValueStore();
  await keyValueStore.delete(keys.lock(resource));
  await keyValueStore.stop();
}

describe('an upload that could not be finished', () => {
  it('is FAILED with a reason, not found, and repeated by the next upload', async () => {
    const mark = newId();
    const content = `About ${mark}.`;
    const { document, stop } = await uploadThrough(failing, content);
    expect(document).toMatchObject({
      state: 'FAILED',
      failure: expect.stringContaining('The vector store is not available'),
    });
    expect(document['failure']).not.toContain('10.0.0.1');
    await stop();
    expect((await world.search(mark)).nodes.map((node) => node.document.id)).not.toContain(
      document['id'],
    );

    const again = await world.upload({ content, mediaType: 'text/plain' });
    expect(again).toMatchObject({
      document: { id: document['id'], state: 'READY' },
      alreadyUploaded: true,
    });
    expect((await world.search(mark)).nodes[0]?.document.id).toBe(document['id']);
    expect(await auditActions(String(document['id']))).toEqual(['knowledge.document.uploaded']);
  });

  it('is finished by and by where not even its failure could be kept', async () => {
    const mark = newId();
    const { document, stop } = await uploadThrough(
      hashedEmbedder,
      `About ${mark}.`,
      withoutLocks(2),
    );
    expect(document).toEqual({});
    const deadline = performance.now() + 25_000;
    let found = false;
    while (!found && performance.now() < deadline) {
      await sleep(500);
      const { nodes } = await world.search(mark);
      found = nodes.some(({ passage }) => passage.text.includes(mark));
    }
    expect(found).toBe(true);
    await stop();
  }, 40_000);

  it('is told as PROCESSING when it takes long, and finished by the next start', async () => {
    const mark = newId();
    let release = (): void => undefined;
    const stuck = new Promise<readonly Float32Array[]>((_resolve, reject) => {
      release = () => reject(new Error('the process is gone'));
    });
    const slow: Embedder = { ...hashedEmbedder, embed: () => stuck };
    const { document, stop } = await uploadThrough(slow, `About ${mark}.`);
    expect(document).toMatchObject({ state: 'PROCESSING', failure: null });

    // The lock of a process that is gone expires: brought about here instead of waited for.
    const next = await openWorld(own);
    await expireLock(`knowledge:${document['id']}`);
    await next.subgraph.resumed;
    expect((await next.search(mark)).nodes[0]?.document.id).toBe(document['id']);
    await next.stop();
    release();
    await stop();
  }, 20_000);
});
