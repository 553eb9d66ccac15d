import type { ReadingQuantity } from '../../domain/quantity.ts';
import type { DayReadings } from '../../domain/tiers/day-readings.ts';
import { pathIn, reasonOf, UnreadableFileError } from './archive-errors.ts';
import type { ArchiveStore } from './archive-store.ts';
import { readParquet } from './parquet-days.ts';

/** Which days of a meter count in a file: bit n is day n + 1 of the month. */
export type ArchivedMonth = {
  readonly name: string;
  readonly meterId: string;
  /** Day (since 1970) of the first of the month. */
  readonly firstDay: number;
  readonly days: number;
};

/**
 * SQL of the archived days that a period touches, as JSON: null for most. `meter`, `from` and `to`
 * are expressions of the query around it.
 */
export function archivedMonthsSql(
  quantityCode: number,
  meter: string,
  from: string,
  to: string,
): string {
  return `(
    select json_agg(json_build_object('name', f.name, 'meterId', a.meter_id, 'days', a.days,
      'firstDay', a.month - date '1970-01-01'))
    from readings.archived_days a
    join readings.archive_files f on f.id = a.file_id
    where a.meter_id = ${meter} and a.quantity = ${quantityCode} and a.days <> 0
      and a.month <= (${to} at time zone 'UTC')::date
      and a.month + 31 > (${from} at time zone 'UTC')::date
  )`;
}

const dayMs = 86_400_000;

/** The days of a period that lie in the archive, by meter and day; the ends may lie outside it. */
export async function readArchive(
  archive: ArchiveStore,
  quantity: ReadingQuantity,
  { from, to }: { readonly from: Date; readonly to: Date },
  months: readonly ArchivedMonth[],
): Promise<readonly DayReadings[]> {
  const firstDay = Math.floor(from.getTime() / dayMs);
  const lastDay = Math.floor((to.getTime() - 1) / dayMs);
  const touched = months.filter((month) => {
    const within = (n: number) => month.firstDay + n >= firstDay && month.firstDay + n <= lastDay;
    return Array.from({ length: 31 }, (_, n) => n).some((n) => counts(month, n) && within(n));
  });
  const names = [...new Set(touched.map(({ name }) => name))];
  const paths = await Promise.all(names.map((name) => pathIn(archive, name)));
  const meterIds = [...new Set(touched.map(({ meterId }) => meterId))];
  const filter = { meterIds, firstDay, lastDay };
  const days = await readParquet(paths, quantity, filter).catch(async (error: unknown) => {
    // One statement reads them all: which of them it was is asked only now.
    for (const [index, path] of paths.entries()) {
      await readParquet([path], quantity, filter).catch((ofFile: unknown) => {
        throw new UnreadableFileError(names[index] ?? path, reasonOf(ofFile), { cause: ofFile });
      });
    }
    throw error;
  });
  const masks = new Map(
    touched.map((month) => [`${month.name}/${month.meterId}/${month.firstDay}`, month]),
  );
  const monthStart = (day: number) => {
    const date = new Date(day * dayMs);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / dayMs;
  };
  return days.filter(({ file, meterId, day }) => {
    const first = monthStart(day);
    const mask = masks.get(`${names[file] ?? ''}/${meterId}/${first}`);
    return mask !== undefined && counts(mask, day - first);
  });
}

const counts = ({ days }: ArchivedMonth, n: number) => ((days >> n) & 1) === 1;
