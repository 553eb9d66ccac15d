import { newId, type ViewerClaims } from '@waris/service-kit';
import { createTenant, testStores, type TestTenant } from '@waris/testkit';
import { codesOf, fieldOf, openWorld, type KnowledgeWorld } from './knowledge-world.ts';

let world: KnowledgeWorld;
let a: TestTenant;
let b: TestTenant;

beforeAll(async () => {
  world = await openWorld();
  const { postgresUrl } = testStores();
  a = await createTenant(postgresUrl, { dmas: 2 });
  b = await createTenant(postgresUrl);
});
afterAll(() => world.stop());

const limitedTo = (scope: Partial<Record<'regionIds' | 'branchIds' | 'dmaIds', string[]>>) =>
  ({
    scope: { regionIds: [], branchIds: [], dmaIds: [], ...scope },
  }) satisfies Partial<ViewerClaims>;

const everyWayIn = async (id: string, mark: string, claims: Partial<ViewerClaims>) => {
  const list = fieldOf(
    await world.run('{ documents(first: 200) { nodes { id } } }', {}, claims),
    'documents',
  ) as { nodes: { id: string }[] };
  const one = fieldOf(await world.run(`{ document(id: "${id}") { id } }`, {}, claims), 'document');
  const entities = fieldOf(
    await world.run(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Document { id } } }`,
      { of: [{ __typename: 'Document', id }] },
      claims,
    ),
    '_entities',
  ) as unknown[];
  const found = await world.search(mark, claims);
  return {
    listed: list.nodes.some((node) => node.id === id),
    byId: one !== null,
    asEntity: entities[0] !== null,
    found: found.nodes.some((node) => node.document.id === id),
  };
};

const seen = { listed: true, byId: true, asEntity: true, found: true };
const unseen = { listed: false, byId: false, asEntity: false, found: false };

const uploadFor = async (areas: object) => {
  const mark = newId();
  const uploaded = await world.upload({ content: `Valves of ${mark}.`, ...areas });
  expect(uploaded.userErrors).toEqual([]);
  return { id: String(uploaded.document?.id), mark };
};

describe('the area scope of documents', () => {
  it('hides a document of one tenant from the other on every way in', async () => {
    const { id, mark } = await uploadFor({ branchIds: [b.branchId] });
    expect(await everyWayIn(id, mark, limitedTo({ regionIds: [a.regionId] }))).toEqual(unseen);
    expect(await everyWayIn(id, mark, limitedTo({}))).toEqual(unseen);
    expect(await everyWayIn(id, mark, limitedTo({ branchIds: [b.branchId] }))).toEqual(seen);
    expect(await everyWayIn(id, mark, {})).toEqual(seen);
  });

  it('shows a document of a DMA to those who cover the DMA, and to no neighbour', async () => {
    const [own, neighbour] = a.dmas.map((dma) => dma.id);
    const { id, mark } = await uploadFor({ dmaIds: [own] });
    expect(await everyWayIn(id, mark, limitedTo({ dmaIds: [String(own)] }))).toEqual(seen);
    expect(await everyWayIn(id, mark, limitedTo({ branchIds: [a.branchId] }))).toEqual(seen);
    expect(await everyWayIn(id, mark, limitedTo({ regionIds: [a.regionId] }))).toEqual(seen);
    expect(await everyWayIn(id, mark, limitedTo({ dmaIds: [String(neighbour)] }))).toEqual(unseen);
  });

  it('shows a document for everyone to everyone', async () => {
    const { id, mark } = await uploadFor({});
    expect(await everyWayIn(id, mark, limitedTo({ dmaIds: [newId()] }))).toEqual(seen);
  });

  it('lets nobody upload for an area that is not theirs, as if there were none', async () => {
    const claims = limitedTo({ branchIds: [a.branchId] });
    const foreign = await world.upload({ content: 'x', dmaIds: [b.dmas[0]?.id] }, claims);
    const absentId = newId();
    const absent = await world.upload({ content: 'x', dmaIds: [absentId] }, claims);
    const words = (upload: typeof foreign, id: string | undefined) =>
      upload.userErrors[0]?.message.replace(String(id), '…');
    expect(words(foreign, b.dmas[0]?.id)).toBe('There is no such area: ….');
    expect(words(absent, absentId)).toBe(words(foreign, b.dmas[0]?.id));
    const everyone = await world.upload({ content: 'x' }, claims);
    expect(everyone.userErrors[0]?.message).toContain('name the areas');
  });

  it('lets nobody delete what others can see too', async () => {
    const remove = (id: string, claims: Partial<ViewerClaims>) =>
      world.run(
        `mutation { deleteDocument(input: { id: "${id}" }) {
          deletedDocumentId userErrors { __typename }
        } }`,
        {},
        claims,
      );
    const own = limitedTo({ branchIds: [a.branchId] });
    const foreign = await uploadFor({ branchIds: [b.branchId] });
    expect(fieldOf(await remove(foreign.id, own), 'deleteDocument')).toEqual({
      deletedDocumentId: null,
      userErrors: [{ __typename: 'NotFoundError' }],
    });
    for (const areas of [{}, { branchIds: [a.branchId, b.branchId] }]) {
      const shared = await uploadFor(areas);
      expect(codesOf(await remove(shared.id, own))).toEqual(['FORBIDDEN']);
    }
    const mine = await uploadFor({ dmaIds: [a.dmas[0]?.id] });
    expect(fieldOf(await remove(mine.id, own), 'deleteDocument')).toMatchObject({
      deletedDocumentId: mine.id,
    });
  });
});
