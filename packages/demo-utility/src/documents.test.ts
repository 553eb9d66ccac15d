import { demoDocuments } from './documents.ts';

function words(text: string, language: 'th' | 'en'): number {
  const segments = new Intl.Segmenter(language, { granularity: 'word' }).segment(text);
  return [...segments].filter((segment) => segment.isWordLike === true).length;
}

describe('the documents of the demo', () => {
  it('are four in Thai and four in English, in all three categories', async () => {
    const documents = await demoDocuments();
    expect(documents.filter(({ language }) => language === 'th')).toHaveLength(4);
    expect(documents.filter(({ language }) => language === 'en')).toHaveLength(4);
    expect(new Set(documents.map(({ category }) => category)).size).toBe(3);
    expect(new Set(documents.map(({ title }) => title)).size).toBe(8);
  });

  it('have 300 to 800 words each and no front matter left in the text', async () => {
    for (const { fileName, language, markdown } of await demoDocuments()) {
      const count = words(markdown, language);
      expect({ fileName, long: count >= 300, short: count <= 800 }).toEqual({
        fileName,
        long: true,
        short: true,
      });
      expect(markdown.startsWith('# ')).toBe(true);
    }
  });

  it('explain high night flow in both languages', async () => {
    const all = (await demoDocuments()).map(({ markdown }) => markdown).join('\n');
    expect(all).toContain('Reasons for a high night flow');
    expect(all).toContain('สาเหตุที่ปริมาณน้ำกลางคืนสูง');
  });
});
