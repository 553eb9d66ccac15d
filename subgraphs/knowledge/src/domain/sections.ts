import { graphemeFloor } from './cut-points.ts';
import type { MediaType } from './document.ts';
import { linesOf } from './lines-of.ts';

/** A run of text below one heading. */
export type Section = {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly heading: string | null;
};

const headingStart = /^ {0,3}(#{1,6})[ \t]/;
const longestTitle = 200;
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
    const found = headingOf(line);
    if (found === null) continue;
    close(offset);
    const { level, title } = found;
    while ((titles.at(-1)?.level ?? 0) >= level) titles.pop();
    if (title !== '') titles.push({ level, title });
    heading = titles.map((entry) => entry.title).join(' › ') || null;
  }
  close(text.length);
  return sections;
}

/** By hand: an expression that also finds the closing marks takes hours on a line of many blanks. */
function headingOf(line: string): { readonly level: number; readonly title: string } | null {
  const [start, marks] = headingStart.exec(line) ?? [];
  if (start === undefined || marks === undefined) return null;
  const end = lastWithout(line, ' \t', line.length);
  const beforeMarks = lastWithout(line, '#', end);
  const closed = beforeMarks < end && /[ \t]/.test(line.charAt(beforeMarks - 1));
  const title = line.slice(start.length, closed ? beforeMarks : end).trim();
  return { level: marks.length, title: shortened(title) };
}

/** Every passage below it tells its heading: a long one would make a document many times as large. */
function shortened(title: string): string {
  return title.length <= longestTitle
    ? title
    : `${title.slice(0, graphemeFloor(title, longestTitle, 0))}…`;
}

/** Where the text before `end` ends when characters of this set are taken from its end. */
function lastWithout(text: string, set: string, end: number): number {
  let last = end;
  while (last > 0 && set.includes(text.charAt(last - 1))) last -= 1;
  return last;
}
