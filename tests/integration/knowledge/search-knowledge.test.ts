import { newId } from '@waris/service-kit';
import {
  codesOf,
  fieldOf,
  openWorld,
  type KnowledgeWorld,
  type Search,
} from './knowledge-world.ts';

let world: KnowledgeWorld;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

const thaiManual = (mark: string) => `# คู่มือการลดน้ำสูญเสีย

เอกสารฉบับนี้อธิบายขั้นตอนการทำงานของเจ้าหน้าที่ รหัสเอกสาร ${mark}

## การไหลกลางคืน

อัตราการไหลต่ำสุดในเวลากลางคืนที่สูงผิดปกติมักเกิดจากท่อรั่วใต้ดินที่ยังไม่พบ ${mark}

## การอ่านมาตร

เจ้าหน้าที่อ่านมาตรวัดน้ำของผู้ใช้น้ำทุกเดือน ${mark}
`;

describe('searchKnowledge', () => {
  it('finds a Thai passage of an uploaded document and cites it', async () => {
    const mark = newId();
    const content = thaiManual(mark);
    const uploaded = await world.upload({ title: 'คู่มือการลดน้ำสูญเสีย', content });
    expect(uploaded).toMatchObject({
      document: { state: 'READY', passageCount: 3, language: 'TH' },
      alreadyUploaded: false,
      userErrors: [],
    });

    const found = await world.search(`ท่อรั่วกลางคืน ${mark}`);
    expect(found.degraded).toBe(false);
    const [best] = found.nodes;
    expect(best?.passage.heading).toBe('คู่มือการลดน้ำสูญเสีย › การไหลกลางคืน');
    expect(best?.passage.text).toContain('ท่อรั่วใต้ดิน');
    expect(content.slice(best?.passage.startOffset, best?.passage.endOffset)).toBe(
      best?.passage.text,
    );
    expect(best?.citation).toMatch(/^คู่มือการลดน้ำสูญเสีย › การไหลกลางคืน, characters \d+–\d+$/);
    expect(best?.document.id).toBe(uploaded.document?.id);
    expect(best?.scoreRatio).toBeGreaterThan(0.5);
    expect(best?.scoreRatio).toBeLessThanOrEqual(1);
  });

  it('finds inflected and misspelt English', async () => {
    const mark = `zq${newId().slice(-10)}`;
    await world.upload({
      title: `Leaks ${mark}`,
      content: `Detecting leakages of ${mark} valves.`,
    });
    expect((await world.search(`detected leakage ${mark}`)).nodes[0]?.document.title).toBe(
      `Leaks ${mark}`,
    );
    expect((await world.search(`${mark}x valvs`)).nodes[0]?.document.title).toBe(`Leaks ${mark}`);
  });

  it('narrows by category and language', async () => {
    const mark = newId();
    await world.upload({ title: 'A', category: 'POLICY', content: `Policy about ${mark}.` });
    await world.upload({ title: 'B', category: 'MANUAL', content: `Manual about ${mark}.` });
    const titles = async (filter: object) => {
      const query = `query ($query: String!, $filter: KnowledgeFilterInput) {
        searchKnowledge(query: $query, filter: $filter) { nodes { document { title } } }
      }`;
      const result = await world.run(query, { query: mark, filter });
      const { nodes } = fieldOf(result, 'searchKnowledge') as Search;
      return nodes.map((node) => node.document.title);
    };
    expect((await titles({})).slice(0, 2).toSorted()).toEqual(['A', 'B']);
    expect((await titles({ categories: ['POLICY'] }))[0]).toBe('A');
    expect(await titles({ categories: ['POLICY'] })).not.toContain('B');
    expect(await titles({ languages: ['TH'] })).not.toContain('A');
  });

  it.each([
    ['an empty query', '', 10],
    ['a blank query', ' \n ', 10],
    ['a query of more than 1,000 characters', 'ก'.repeat(1_001), 10],
    ['no matches asked for', 'leak', 0],
    ['too many matches asked for', 'leak', 51],
  ])('refuses %s', async (_name, query, first) => {
    const result = await world.run(
      `query ($query: String!, $first: Int!) {
        searchKnowledge(query: $query, first: $first) { degraded }
      }`,
      { query, first },
    );
    expect(codesOf(result)).toEqual(['BAD_USER_INPUT']);
  });

  it('answers a query without any word, and one of nothing but symbols', async () => {
    expect((await world.search('?!')).nodes).toEqual([]);
    expect((await world.search('") or 1==1 --')).degraded).toBe(false);
  });

  it('takes a text of nothing but stop words, and goes on answering', async () => {
    const uploaded = await world.upload({ title: 'It', content: 'This is it.' });
    expect(uploaded.document?.state).toBe('READY');
    expect((await world.search('valve this is it')).degraded).toBe(false);
    expect((await world.search('this is it')).nodes[0]?.document.title).toBe('It');
  });

  it('needs the permission to read', async () => {
    const claims = { permissions: ['knowledge:write'] } as const;
    for (const query of [
      '{ searchKnowledge(query: "leak") { degraded } }',
      '{ documents { nodes { id } } }',
      `{ document(id: "${newId()}") { id } }`,
    ]) {
      expect(codesOf(await world.run(query, {}, claims))).toEqual(['FORBIDDEN']);
    }
  });
});
