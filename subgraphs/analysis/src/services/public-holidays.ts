import { badUserInput } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { problemWithYear } from '../domain/forecast/holiday-year.ts';
import type { KeptHolidays } from '../persistence/public-holiday-repository.ts';

/** Null while nobody has told those of the year, or when the caller does not see all of the region. */
export async function publicHolidaysOfRegion(
  context: Context,
  regionId: string,
  year: number,
): Promise<KeptHolidays | null> {
  context.viewer.require('analysis:read');
  const problem = problemWithYear(year);
  if (problem !== null) throw badUserInput(problem);
  const dmas = await context.loaders.dmasOfRegion.load(regionId);
  return dmas.length === 0 ? null : context.loaders.publicHolidays.load({ regionId, year });
}
