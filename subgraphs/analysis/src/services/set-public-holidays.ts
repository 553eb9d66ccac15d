import { auditMessage, auditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type Result,
} from '@waris/service-kit';
import type { Context } from '../context.ts';
import { problemWithYear } from '../domain/forecast/holiday-year.ts';
import type { KeptHolidays, PublicHoliday } from '../persistence/public-holiday-repository.ts';

export type SetPublicHolidaysInput = Pick<KeptHolidays, 'regionId' | 'year' | 'holidays'>;

const mostHolidays = 60;
const longestName = 200;

/** Sets the holidays of a year in a region that the caller sees as a whole, with the audit record. */
export async function setPublicHolidays(
  context: Context,
  input: SetPublicHolidaysInput,
): Promise<Result<KeptHolidays, InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  const problems = problemsWith(input);
  if (problems.length > 0) return fail(...problems);
  const { regionId, year } = input;
  if ((await context.loaders.dmasOfRegion.load(regionId)).length === 0) {
    return fail(notFound('There is no region of this id with a DMA.', 'regionId'));
  }
  const kept: KeptHolidays = {
    regionId,
    year,
    holidays: input.holidays
      .map(({ date, name }) => ({ date, name: name.trim() }))
      .toSorted((a, b) => (a.date < b.date ? -1 : 1)),
    setBy: { kind: context.viewer.kind, id: context.viewer.id },
    setAt: context.now(),
  };
  const [before] = await context.publicHolidays.find([regionId], [year]);
  const subject = { type: 'Region', id: regionId };
  const details = { year, before: before?.holidays ?? null, after: kept.holidays };
  const record = auditRecord(context, 'analysis.publicHolidays.set', subject, details);
  await context.publicHolidays.set(kept, auditMessage(record));
  return ok(kept);
}

function problemsWith({ year, holidays }: SetPublicHolidaysInput): readonly InvalidInput[] {
  const problem = problemWithYear(year);
  if (problem !== null) return [invalidInput(problem, 'year')];
  if (holidays.length > mostHolidays) {
    return [invalidInput(`A year has at most ${mostHolidays} public holidays.`, 'holidays')];
  }
  const first = new Map<string, number>();
  return holidays.flatMap((holiday, index) => {
    const isRepeated = first.has(holiday.date);
    if (!isRepeated) first.set(holiday.date, index);
    return problemsWithHoliday(holiday, year, isRepeated).map(({ message, field }) =>
      invalidInput(message, 'holidays', String(index), field),
    );
  });
}

function problemsWithHoliday({ date, name }: PublicHoliday, year: number, isRepeated: boolean) {
  const problems = [
    !date.startsWith(`${year}-`) && { field: 'date', message: `${date} is no day of ${year}.` },
    isRepeated && { field: 'date', message: `${date} is there already: give a day once.` },
    name.trim() === '' && { field: 'name', message: 'A holiday has a name.' },
    name.length > longestName && {
      field: 'name',
      message: `A name has at most ${longestName} characters.`,
    },
  ];
  return problems.filter((problem) => problem !== false);
}
