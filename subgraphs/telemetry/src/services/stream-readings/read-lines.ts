/** Lines of a text with their numbers from 1, some at a time. */
export type Lines = { readonly firstNumber: number; readonly lines: readonly string[] };

/** Stands for a line that is longer than what is read of one. */
export const overlongLine = '\n';

/**
 * Cuts UTF-8 bytes into lines. Of a line longer than `longest` nothing is kept but its place,
 * so that a body without line ends does not fill the memory.
 */
export async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<Lines> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let overlong = false;
  let firstNumber = 1;
  const cut = (text: string): Lines => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (overlong && lines.length > 0) {
      lines[0] = overlongLine;
      overlong = false;
    }
    if (rest.length > longest) {
      rest = '';
      overlong = true;
    }
    return {
      firstNumber,
      lines: lines.map((line) => (line.length > longest ? overlongLine : line)),
    };
  };
  for await (const piece of bytes) {
    const found = cut(decoder.decode(piece, { stream: true }));
    firstNumber += found.lines.length;
    if (found.lines.length > 0) yield found;
  }
  const last = rest + decoder.decode();
  if (overlong || last !== '') yield { firstNumber, lines: [overlong ? overlongLine : last] };
}
