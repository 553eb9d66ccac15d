import type { MediaType } from './document.ts';

/** A run of text below one heading. */
export type Section = {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly heading: string | null;
};

const headingLine = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;
const fenceLine = /^ {0,3}(`{3,}|~{3,})/;

/** Cuts a text at its Markdown headings; the heading line is part of its section. */
export function findSections(text: string, mediaType: MediaType): readonly Section[] {
  if (mediaType === 'text/plain') {
    return [{ startOffset: 0, endOffset: text.length, heading: null }];
  }
  const sections: Section[] = [];
  const titles: { level: number; title: string }[] = [];
  let start = 0;
  let heading: string | null = null;
  let fence: string | null = null;
  const close = (end: number) => {
    if (end > start) sections.push({ startOffset: start, endOffset: end, heading });
    start = end;
  };

  for (const { line, offset } of linesOf(text)) {
    const mark = fenceLine.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (mark?.startsWith(fence) === true) fence = null;
      continue;
    }
    fence = mark;
    const found = headingLine.exec(line);
    if (found === null) continue;
    close(offset);
    const level = String(found[1]).length;
    while ((titles.at(-1)?.level ?? 0) >= level) titles.pop();
    const title = String(found[2]).trim();
    if (title !== '') titles.push({ level, title });
    heading = titles.map((entry) => entry.title).join(' › ') || null;
  }
  close(text.length);
  return sections;
}

export function* linesOf(text: string): Generator<{ line: string; offset: number }> {
  let offset = 0;
  while (offset < text.length) {
    const newline = text.indexOf('\n', offset);
    const end = newline === -1 ? text.length : newline;
    yield { line: text.slice(offset, end), offset };
    offset = end + 1;
  }
}
