export function* linesOf(text: string): Generator<{ line: string; offset: number }> {
  let offset = 0;
  while (offset < text.length) {
    const newline = text.indexOf('\n', offset);
    const end = newline === -1 ? text.length : newline;
    yield { line: text.slice(offset, end), offset };
    offset = end + 1;
  }
}
