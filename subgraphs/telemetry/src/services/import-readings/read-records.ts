import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { detectSeparator } from '../../domain/files/detect-format.ts';
import { FileFault } from './file-fault.ts';

export type CsvRecord = { readonly line: number; readonly cells: readonly string[] };

const longestRecord = 1_000_000;

/** Records of a CSV text with their lines, some at a time; `onMalformed` hears of those that are none. */
export async function* readRecords(
  text: AsyncGenerator<string>,
  onMalformed: (line: number, message: string) => void,
): AsyncGenerator<readonly CsvRecord[]> {
  const { start, rest } = await takeFirstLine(text);
  const separator = detectSeparator(start);
  const plain = createPlainReader(separator);
  for await (const piece of rest) {
    const records = plain.read(piece);
    if (records === null) {
      yield* parseRecords(joined(plain.rest() + piece, rest), separator, plain.line(), onMalformed);
      return;
    }
    if (records.length > 0) yield records;
  }
  const last = plain.read('\n');
  if (last === null) {
    yield* parseRecords(joined(plain.rest(), rest), separator, plain.line(), onMalformed);
  } else yield last;
}

/**
 * Reads lines without a quote, as nearly all files have them, several times faster than a
 * parser; null as soon as there is one, or a line that is too long, or ends that are not `\n`.
 */
function createPlainReader(separator: string) {
  let pending = '';
  let line = 0;
  const read = (text: string): CsvRecord[] | null => {
    if (text.includes('"') || pending.length > longestRecord) return null;
    // A line end of two characters may lie on both sides of a border.
    const bareReturn = pending.endsWith('\r') && text !== '' && !text.startsWith('\n');
    if (bareReturn || /\r(?!\n|$)/.test(text)) return null;
    const lines = (pending + text).split('\n');
    if (lines.some((one) => one.length > longestRecord)) return null;
    pending = lines.pop() ?? '';
    const records: CsvRecord[] = [];
    for (const one of lines) {
      line += 1;
      const content = one.endsWith('\r') ? one.slice(0, -1) : one;
      if (content !== '') records.push({ line, cells: content.split(separator) });
    }
    return records;
  };
  return { read, rest: () => pending, line: () => line };
}

async function* parseRecords(
  text: AsyncGenerator<string>,
  delimiter: string,
  linesBefore: number,
  onMalformed: (line: number, message: string) => void,
): AsyncGenerator<readonly CsvRecord[]> {
  const lineOf = (line: unknown) => linesBefore + Number(line ?? 0);
  const parser = parse({
    delimiter,
    // Found out from the text, they would be those that come first after the plain part of it.
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    relax_column_count: true,
    // A stray quote spoils its cell, not the rows around it.
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRecord,
    on_skip: (error) => {
      onMalformed(lineOf(error?.['lines']), wordsOf(error));
      return undefined;
    },
  });
  // The callback is there so that an error reaches the loop below and no one else.
  pipeline(Readable.from(text), parser, () => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      yield [{ line: lineOf(info.lines), cells: record }];
    }
  } catch (error) {
    if (error instanceof CsvError) {
      throw new FileFault(`Line ${lineOf(error['lines'])}: ${wordsOf(error)}`, { cause: error });
    }
    throw error;
  }
}

async function* joined(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

// What `info: true` makes of a record; the package's types do not say so.
type Parsed = { readonly record: string[]; readonly info: { readonly lines: number } };

async function takeFirstLine(text: AsyncGenerator<string>) {
  let start = '';
  while (!/\n/.test(start) && start.length < longestRecord) {
    const next = await text.next();
    if (next.done === true) break;
    start += next.value;
  }
  const [firstLine] = start.split(/\r?\n/, 1);
  return { start: firstLine ?? '', rest: joined(start, text) };
}

function wordsOf(error: CsvError | undefined): string {
  if (error?.code === 'CSV_QUOTE_NOT_CLOSED')
    return 'A quote opened here or before is never closed: the rows since then are lost.';
  if (error?.code === 'CSV_MAX_RECORD_SIZE')
    return `A row is longer than ${longestRecord} characters.`;
  return 'The row is not well-formed CSV.';
}
