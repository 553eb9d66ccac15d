import {
  appendToOutbox,
  inTransaction,
  query,
  type OutboxMessage,
  type Pool,
} from '@waris/database';
import { z } from 'zod';

export type PublicHoliday = {
  /** `2026-04-13` */
  readonly date: string;
  readonly name: string;
};

/** The public holidays of a year in a region, by date. */
export type KeptHolidays = {
  readonly regionId: string;
  readonly year: number;
  readonly holidays: readonly PublicHoliday[];
  readonly setBy: { readonly kind: string; readonly id: string };
  readonly setAt: Date;
};

/** For regions that were read in the caller's scope. */
export type PublicHolidayRepository = {
  /** Those of all these years in all these regions; a few dozen. */
  find(regionIds: readonly string[], years: readonly number[]): Promise<readonly KeptHolidays[]>;
  /** In the place of those that the year had. */
  set(holidays: KeptHolidays, message: OutboxMessage): Promise<void>;
};

const rows = z.array(
  z.object({
    regionId: z.string(),
    year: z.number(),
    holidays: z.array(z.object({ date: z.string(), name: z.string() })),
    setBy: z.string(),
    setAt: z.date(),
  }),
);

const findSql = `
  select region_id as "regionId", year, holidays, set_by as "setBy", set_at as "setAt"
  from analysis.public_holidays
  where region_id = any($1::uuid[]) and year = any($2::smallint[])`;

const setSql = `
  insert into analysis.public_holidays (region_id, year, holidays, set_by, set_at)
  values ($1, $2, $3, $4, $5)
  on conflict (region_id, year) do update set holidays = excluded.holidays,
    set_by = excluded.set_by, set_at = excluded.set_at`;

export function makePublicHolidayRepository(pool: Pool): PublicHolidayRepository {
  return {
    find: async (regionIds, years) => {
      const found = await query(pool, findSql, [regionIds, years]);
      return rows.parse(found.rows).map(({ setBy, ...row }) => {
        const [kind = '', id = ''] = setBy.split(':', 2);
        return { ...row, setBy: { kind, id } };
      });
    },
    set: ({ regionId, year, holidays, setBy, setAt }, message) =>
      inTransaction(pool, async (client) => {
        await client.query(setSql, [
          regionId,
          year,
          JSON.stringify(holidays),
          `${setBy.kind}:${setBy.id}`,
          setAt,
        ]);
        await appendToOutbox(client, message);
      }),
  };
}
