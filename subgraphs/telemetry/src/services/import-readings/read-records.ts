import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { detectSeparator } from '../../domain/files/detect-format.ts';
import { FileFault } from './file-fault.ts';

export type CsvRecord = { readonly line: number; readonly cells: readonly string[] };

const longestRecord = 1_000_000;

/** Records of a CSV text with their lines; `onMalformed` hears of those that are none. */
export async function* readRecords(
  text: AsyncGenerator<string>,
  onMalformed: (line: number, message: string) => void,
): AsyncGenerator<CsvRecord> {
  const { start, rest } = await takeFirstLine(text);
  const parser = parse({
    delimiter: detectSeparator(start),
    info: true,
    relax_column_count: true,
    // A stray quote spoils its cell, not the rows around it.
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRecord,
    on_skip: (error) => {
      onMalformed(Number(error?.['lines'] ?? 0), wordsOf(error));
      return undefined;
    },
  });
  // The callback is there so that an error reaches the loop below and no one else.
  pipeline(Readable.from(rest), parser, () => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (error instanceof CsvError) {
      throw new FileFault(`Line ${String(error['lines'])}: ${wordsOf(error)}`, { cause: error });
    }
    throw error;
  }
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
  async function* again(): AsyncGenerator<string> {
    yield start;
    yield* text;
  }
  return { start: firstLine ?? '', rest: again() };
}

function wordsOf(error: CsvError | undefined): string {
  if (error?.code === 'CSV_QUOTE_NOT_CLOSED')
    return 'A quote opened here or before is never closed: the rows since then are lost.';
  if (error?.code === 'CSV_MAX_RECORD_SIZE')
    return `A row is longer than ${longestRecord} characters.`;
  return 'The row is not well-formed CSV.';
}
