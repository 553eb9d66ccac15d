import { findLayout, type ColumnMapping } from '../../domain/files/layout.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { createCollector } from './collect-columns.ts';
import { FileFault } from './file-fault.ts';
import { readRecords } from './read-records.ts';
import type { RejectedRows } from './rejected-rows.ts';
import type { Collected } from './row-buffer.ts';

/** `endLine`: the last line that was read. */
export type CsvPiece = Collected & { readonly endLine: number };

export type CsvOptions = {
  readonly quantity: ReadingQuantity;
  readonly unit: string;
  readonly timeZone: string;
  readonly mapping: ColumnMapping;
  /** Rows up to here are passed over: they were stored or rejected before. */
  readonly afterLine?: number;
};

export const flushEvery = 5_000;

/** A CSV text as columns of bounded size; tells of bad rows on the way. */
export async function* csvPieces(
  text: AsyncGenerator<string>,
  options: CsvOptions,
  rejected: RejectedRows,
): AsyncGenerator<CsvPiece> {
  const { afterLine = 0 } = options;
  const records = readRecords(text, (line, message) => {
    if (line > afterLine) rejected.add({ line, column: null, reason: 'MALFORMED_ROW', message });
  });
  let collector: ReturnType<typeof createCollector> | undefined;
  let [recordCount, endLine] = [0, afterLine];
  for await (const some of records) {
    for (const record of some) {
      if (collector === undefined) {
        collector = collectorFor(record.cells, options, rejected);
        continue;
      }
      if (record.line <= afterLine) continue;
      collector.add(record);
      endLine = record.line;
      recordCount += 1;
      // Bad records do not fill the collector: what is told of them must not pile up.
      if (recordCount % flushEvery === 0) await rejected.flush();
      if (collector.isFull()) yield { ...collector.take(), endLine };
    }
  }
  if (collector === undefined) throw new FileFault('The file is empty.');
  yield { ...collector.take(), endLine };
}

function collectorFor(header: readonly string[], options: CsvOptions, rejected: RejectedRows) {
  const layout = findLayout(header, options.quantity, options.mapping);
  if (!layout.ok) throw new FileFault(layout.errors.join(' '));
  return createCollector({ ...options, header, layout: layout.value }, rejected.add);
}
