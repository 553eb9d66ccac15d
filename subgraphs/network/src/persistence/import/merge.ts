import type { PoolClient } from '@waris/database';
import type { ImportCounts } from '../../domain/import/network-import.ts';

/** Rows of one statement: large enough to be fast, small enough for its time limit. */
const rowsPerStatement = 5_000;

/** Ends a merge: PostgreSQL marks a row that an insert made by a zero `xmax`. */
export const returningChanges = 'returning id, (xmax = 0) as inserted';

type Change = { readonly id: string; readonly inserted: boolean };

/** What became of each row that was not as it should be, by id. */
export type Changes = Map<string, boolean>;

/**
 * Runs one statement for each few thousand rows and gathers what it changed. The statement gets
 * the columns that `toColumns` makes, after `before`.
 */
export async function mergeRows<Row>(
  client: PoolClient,
  statement: {
    readonly sql: string;
    readonly before: readonly unknown[];
    readonly rows: readonly Row[];
    readonly toColumns: (rows: readonly Row[]) => readonly (readonly unknown[])[];
    readonly onProgress?: (done: number) => void;
  },
  changes: Changes = new Map(),
): Promise<Changes> {
  const { sql, before, rows, toColumns, onProgress } = statement;
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const some = rows.slice(start, start + rowsPerStatement);
    const answer = await client.query<Change>(sql, [...before, ...toColumns(some)]);
    for (const { id, inserted } of answer.rows) {
      changes.set(id, inserted || changes.get(id) === true);
    }
    onProgress?.(start + some.length);
  }
  return changes;
}

export function countChanges(changes: Changes, total: number): ImportCounts {
  const created = [...changes.values()].filter((inserted) => inserted).length;
  const changed = changes.size - created;
  return { created, changed, unchanged: total - created - changed };
}
