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

  it('takes a plain text as one section', () => {
    expect(findSections('# A\ntext', 'text/plain')).toEqual([
      { startOffset: 0, endOffset: 8, heading: null },
    ]);
  });

  it('finds nothing in an empty text of Markdown', () => {
    expect(findSections('', 'text/markdown')).toEqual([]);
  });
});
