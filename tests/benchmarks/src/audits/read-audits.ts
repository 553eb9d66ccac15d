import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** One published audit: its cells by column name. */
export type Audit = ReadonlyMap<string, string>;

/** Every audit of every `*.csv.gz` of a folder, file by file. */
export async function readAudits(folder: string): Promise<readonly Audit[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.csv.gz')).sort();
  const audits: Audit[] = [];
  for (const file of files) {
    const text = createReadStream(join(folder, file)).pipe(createGunzip());
    const rows = text.pipe(parse({ bom: true, columns: true }));
    for await (const row of rows as AsyncIterable<Record<string, string>>) {
      audits.push(new Map(Object.entries(row)));
    }
  }
  return audits;
}

/** A cell as a number; null for an empty cell or NA. Throws when the column is not there. */
export function figure(audit: Audit, column: string): number | null {
  const text = audit.get(column);
  if (text === undefined) throw new Error(`An audit has no column ${column}.`);
  return text === 'NA' || text.trim() === '' ? null : Number(text);
}

/** `Adel 2019`. */
export function nameOf(audit: Audit): string {
  return `${audit.get('Util') ?? '?'} ${audit.get('Year') ?? '?'}`;
}
