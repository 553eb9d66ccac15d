import { inTransaction, query, type Pool } from '@waris/database';
import type { ArchiveStore } from '../tiers/archive-store.ts';
import { createRollUpUnit, type RollUpUnit } from './roll-up-unit.ts';

export type RollUpStore = {
  /** Whether anything is to be rolled up now; costs next to nothing. */
  hasMarks(): Promise<boolean>;
  /** One at a time, whatever the processes: revisions rise in the order of commits. */
  transact<Value>(work: (unit: RollUpUnit) => Promise<Value>): Promise<Value>;
};

export function createRollUpStore(pool: Pool, archive: ArchiveStore): RollUpStore {
  return {
    hasMarks: async () => {
      const { rowCount } = await query(
        pool,
        'select from readings.touched_days where retry_at is null or retry_at <= now() limit 1',
      );
      return rowCount === 1;
    },
    transact: (work) =>
      inTransaction(pool, async (client) => {
        await client.query(`select pg_advisory_xact_lock(hashtext('readings.roll-ups'))`);
        return work(createRollUpUnit(client, archive));
      }),
  };
}
