import { newId } from '@waris/service-kit';
import { codesOf, fieldOf, openWorld, type KnowledgeWorld } from './knowledge-world.ts';
import { auditActions } from './audit-actions.ts';

let world: KnowledgeWorld;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

const text = (mark: string) => `# Night flow\n\nWhy it is high at ${mark}.`;

const remove = async (id: string, claims = {}) =>
  fieldOf(
    await world.run(
      `mutation ($id: ID!) {
        deleteDocument(input: { id: $id }) {
          deletedDocumentId userErrors { __typename ... on UserError { message path } }
        }
      }`,
      { id },
      claims,
    ),
    'deleteDocument',
  );

describe('uploadDocument', () => {
  it('stores the same text for the same people once', async () => {
    const content = text(newId());
    const first = await world.upload({ content });
    const again = await world.upload({ content, title: 'Another title' });
    expect(again).toMatchObject({ document: { id: first.document?.id }, alreadyUploaded: true });
    const [one, other] = await Promise.all(
      [1, 2].map(() => world.upload({ content: text(`${content} at once`) })),
    );
    expect(one?.document?.id).toBe(other?.document?.id);
  });

  it('shows what was stored', async () => {
    const userId = newId();
    const content = text(newId());
    const uploaded = await world.upload(
      { content, title: 'Shown', category: 'POLICY' },
      { id: userId },
    );
    const result = await world.run(
      `query ($id: ID!) {
        document(id: $id) {
          __typename id title category language mediaType state failure sizeBytes passageCount
          sharedWithEveryone uploadedAt uploadedBy { id }
        }
      }`,
      { id: uploaded.document?.id },
    );
    expect(fieldOf(result, 'document')).toMatchObject({
      __typename: 'Document',
      title: 'Shown',
      category: 'POLICY',
      language: 'EN',
      mediaType: 'text/markdown',
      state: 'READY',
      failure: null,
      sizeBytes: Buffer.byteLength(content),
      passageCount: 1,
      sharedWithEveryone: true,
      uploadedBy: { id: userId },
    });
  });

  it.each([
    ['an empty text', { content: ' ' }, ['content']],
    ['a binary file', { content: 'PK\u0003\u0004\0' }, ['content']],
    ['a title of 201 characters', { title: 'x'.repeat(201) }, ['title']],
    ['a million headings', { content: '# a\n'.repeat(1_000_000) }, ['content']],
    ['another media type', { mediaType: 'application/pdf' }, ['mediaType']],
    ['an unknown area', { dmaIds: [newId()] }, ['dmaIds']],
    ['an area that is no id', { regionIds: ['north'] }, ['regionIds']],
    ['too many areas', { dmaIds: Array.from({ length: 201 }, newId) }, ['dmaIds']],
  ])('refuses %s in words', async (_name, input, path) => {
    const refused = await world.upload({ content: text(newId()), ...input });
    expect(refused.document).toBeNull();
    expect(refused.userErrors).toEqual([
      { __typename: 'InvalidInputError', message: expect.any(String), path },
    ]);
  });

  it('needs the permission to write', async () => {
    const claims = { permissions: ['knowledge:read'] } as const;
    const upload = await world.run(
      `mutation { uploadDocument(input: {
        title: "a", category: MANUAL, mediaType: "text/plain", content: "a"
      }) { alreadyUploaded } }`,
      {},
      claims,
    );
    expect(codesOf(upload)).toEqual(['FORBIDDEN']);
    const deletion = await world.run(
      `mutation { deleteDocument(input: { id: "${newId()}" }) { deletedDocumentId } }`,
      {},
      claims,
    );
    expect(codesOf(deletion)).toEqual(['FORBIDDEN']);
  });
});

describe('deleteDocument', () => {
  it('removes a document from lists and searches, and lets it be uploaded again', async () => {
    const mark = newId();
    const content = text(mark);
    const { document } = await world.upload({ content });
    const id = String(document?.id);
    expect(await remove(id)).toEqual({ deletedDocumentId: id, userErrors: [] });
    expect(fieldOf(await world.run(`{ document(id: "${id}") { id } }`), 'document')).toBeNull();
    const found = await world.search(mark);
    expect(found.nodes.filter((node) => node.document.id === id)).toEqual([]);

    const again = await world.upload({ content });
    expect(again.alreadyUploaded).toBe(false);
    expect(again.document?.id).not.toBe(id);
    expect(await auditActions(id)).toEqual([
      'knowledge.document.uploaded',
      'knowledge.document.deleted',
    ]);
  });

  it('says so when there is no such document', async () => {
    const id = newId();
    expect(await remove(id)).toEqual({
      deletedDocumentId: null,
      userErrors: [
        { __typename: 'NotFoundError', message: `There is no document ${id}.`, path: ['id'] },
      ],
    });
  });
});

describe('documents', () => {
  const page = async (first: number, after: string | null) => {
    const query = `query ($first: Int!, $after: String) {
      documents(first: $first, after: $after, categories: [TRAINING_MATERIAL]) {
        nodes { title } edges { cursor } pageInfo { hasNextPage endCursor }
      }
    }`;
    return fieldOf(await world.run(query, { first, after }), 'documents') as {
      nodes: { title: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };

  it('come newest first, page by page', async () => {
    const titles = ['One', 'Two', 'Three'];
    for (const title of titles) {
      await world.upload({ title, category: 'TRAINING_MATERIAL', content: text(newId()) });
    }
    const first = await page(2, null);
    expect(first.nodes.map((node) => node.title)).toEqual(['Three', 'Two']);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await page(2, first.pageInfo.endCursor);
    expect(second.nodes[0]?.title).toBe('One');
  });

  it.each([['first: 0'], ['first: 201'], ['first: -1'], ['after: "nonsense"']])(
    'refuse %s',
    async (argument) => {
      const result = await world.run(`{ documents(${argument}) { nodes { id } } }`);
      expect(codesOf(result)).toEqual(['BAD_USER_INPUT']);
    },
  );
});
