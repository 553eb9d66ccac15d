import { query, type Pool } from '@waris/database';
import { z } from 'zod';
import type { Calculation } from '../domain/calculation.ts';
import {
  billsCheckedSql,
  billsToCheckSql,
  confirmSql,
  latestRevisionSql,
  outdatedSinceSql,
  outdatedSql,
} from './calculation-sql.ts';

/** Which kept calculations later data have overtaken: for the service itself, over all areas. */
export type OutdatedCalculations = {
  /** Notes that a calculation holds for later data as well: they did not change its figures. */
  confirm(id: string, dataRevision: number): Promise<void>;
  /** The highest revision of all published days; 0 without any. */
  latestRevision(): Promise<number>;
  /**
   * Current calculations whose days have changed since, the oldest first, bounded. With a revision
   * only days that changed after it are looked at, which is far less.
   */
  findOutdated(limit: number, sinceRevision: number | null): Promise<readonly Calculation[]>;
  /** Current calculations that end after one instant and whose bills were not looked at since another. */
  findBillsToCheck(endsAfter: Date, notSince: Date, limit: number): Promise<readonly Calculation[]>;
  /** Notes that bills were looked at, and which of the calculations are out of date by them. */
  billsChecked(
    ids: readonly string[],
    outdatedIds: readonly string[],
    checkedAt: Date,
  ): Promise<void>;
};

const revisionRows = z.array(z.object({ revision: z.number() }));
const idRows = z.array(z.object({ id: z.string() }));

export function outdatedCalculations(
  pool: Pool,
  findByIds: (ids: readonly string[]) => Promise<readonly Calculation[]>,
): OutdatedCalculations {
  const findBy = async (statement: string, values: readonly unknown[]) => {
    const { rows } = await query(pool, statement, values);
    const ids = idRows.parse(rows).map((row) => row.id);
    return ids.length === 0 ? [] : findByIds(ids);
  };
  return {
    confirm: async (id, dataRevision) => {
      await query(pool, confirmSql, [id, dataRevision]);
    },
    latestRevision: async () => {
      const { rows } = await query(pool, latestRevisionSql);
      return revisionRows.parse(rows)[0]?.revision ?? 0;
    },
    findOutdated: (limit, sinceRevision) =>
      sinceRevision === null
        ? findBy(outdatedSql, [limit])
        : findBy(outdatedSinceSql, [limit, sinceRevision]),
    findBillsToCheck: (endsAfter, notSince, limit) =>
      findBy(billsToCheckSql, [endsAfter, notSince, limit]),
    billsChecked: async (ids, outdatedIds, checkedAt) => {
      await query(pool, billsCheckedSql, [ids, outdatedIds, checkedAt]);
    },
  };
}
