import { query, type Pool, type PoolClient } from '@waris/database';

/** How far the import of a file is. */
export type ImportState = {
  /** Of the content of the file and of what it is read with. */
  readonly fingerprint: string;
  readonly fileName: string;
  /** All up to this line is stored or rejected. */
  readonly line: number;
  readonly rowCount: number;
  readonly acceptedCount: number;
  readonly duplicateCount: number;
  readonly rejectedCount: number;
  readonly startedAt: Date;
  readonly updatedAt: Date;
};

export type ImportRepository = {
  find(fingerprint: string): Promise<ImportState | null>;
  note(state: ImportState): Promise<void>;
  /** Drops the one that is done, and those that nobody went on with for a month. */
  finish(fingerprint: string, now: Date): Promise<void>;
};

const keptMs = 30 * 86_400_000;

const noteSql = `
  insert into readings.imports (fingerprint, file_name, line, row_count, accepted_count,
    duplicate_count, rejected_count, started_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (fingerprint) do update set file_name = $2, line = $3, row_count = $4,
    accepted_count = $5, duplicate_count = $6, rejected_count = $7, started_at = $8, updated_at = $9`;

const valuesOf = (state: ImportState) => [
  state.fingerprint,
  state.fileName,
  state.line,
  state.rowCount,
  state.acceptedCount,
  state.duplicateCount,
  state.rejectedCount,
  state.startedAt,
  state.updatedAt,
];

/** Within the transaction that stores the readings. */
export async function noteImport(client: PoolClient, state: ImportState): Promise<void> {
  await client.query(noteSql, valuesOf(state));
}

export function createImportRepository(pool: Pool): ImportRepository {
  return {
    find: async (fingerprint) => {
      const { rows } = await query<ImportState>(
        pool,
        `select fingerprint, file_name as "fileName", line, row_count as "rowCount",
           accepted_count as "acceptedCount", duplicate_count as "duplicateCount",
           rejected_count as "rejectedCount", started_at as "startedAt", updated_at as "updatedAt"
         from readings.imports where fingerprint = $1`,
        [fingerprint],
      );
      return rows[0] ?? null;
    },
    note: async (state) => {
      await query(pool, noteSql, valuesOf(state));
    },
    finish: async (fingerprint, now) => {
      await query(pool, 'delete from readings.imports where fingerprint = $1 or updated_at < $2', [
        fingerprint,
        new Date(now.getTime() - keptMs),
      ]);
    },
  };
}
