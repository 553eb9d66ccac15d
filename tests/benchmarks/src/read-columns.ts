import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** A CSV file by column: the first as text, the others as numbers, NaN where a cell is empty. */
export type FileColumns = {
  readonly times: readonly string[];
  readonly columns: ReadonlyMap<string, Float64Array>;
};

export async function readColumns(file: string): Promise<FileColumns> {
  const times: string[] = [];
  const values: number[][] = [];
  let names: string[] = [];
  const bytes = createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  for await (const row of text.pipe(parse({ bom: true })) as AsyncIterable<string[]>) {
    const [time = '', ...cells] = row;
    if (names.length === 0) {
      names = cells;
      values.push(...cells.map(() => []));
    } else {
      times.push(time);
      for (const [index, cell] of cells.entries()) {
        values[index]?.push(cell === '' ? Number.NaN : Number(cell));
      }
    }
  }
  return {
    times,
    columns: new Map(names.map((name, index) => [name, Float64Array.from(values[index] ?? [])])),
  };
}
