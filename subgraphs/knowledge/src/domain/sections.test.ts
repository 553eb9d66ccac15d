import { findSections } from './sections.ts';

const headings = (text: string) =>
  findSections(text, 'text/markdown').map(({ heading, startOffset, endOffset }) => [
    heading,
    text.slice(startOffset, endOffset),
  ]);

describe('findSections', () => {
  it('gives each section the headings that it stands under', () => {
    expect(headings('intro\n# A\na\n## B\nb\n### C ###\nc\n## D\nd\n# E\n')).toEqual([
      [null, 'intro\n'],
      ['A', '# A\na\n'],
      ['A › B', '## B\nb\n'],
      ['A › B › C', '### C ###\nc\n'],
      ['A › D', '## D\nd\n'],
      ['E', '# E\n'],
    ]);
  });

  it('takes no heading from a code block or from a hash without a space', () => {
    expect(headings('# A\n```sh\n# not one\n~~~\n# nor this\n```\n#nor this\n')).toHaveLength(1);
  });

  it('takes closing marks off a heading, and marks that belong to it not', () => {
    const titles = ['# A ##', '# A\t# \t', '# A#', '# A # B', '# ##', '#  A  '];
    expect(titles.map((line) => headings(line)[0]?.[0])).toEqual([
      'A',
      'A',
      'A#',
      'A # B',
      null,
      'A',
    ]);
  });

  it('shortens a heading that is as long as a text', () => {
    const [[heading] = []] = headings(`# ${'a'.repeat(100_000)}\ntext`);
    expect(heading).toBe(`${'a'.repeat(200)}…`);
  });

  it('reads a line of many blanks in no time', () => {
    const blanks = ' '.repeat(20_000);
    const startedAt = performance.now();
    expect(headings(`# a${blanks}x\u2028\n#${blanks}#${blanks}b\u2028`)).toHaveLength(2);
    // It was hours.
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('takes a plain text as one section', () => {
    expect(findSections('# A\ntext', 'text/plain')).toEqual([
      { startOffset: 0, endOffset: 8, heading: null },
    ]);
  });

  it('finds nothing in an empty text of Markdown', () => {
    expect(findSections('', 'text/markdown')).toEqual([]);
  });
});
