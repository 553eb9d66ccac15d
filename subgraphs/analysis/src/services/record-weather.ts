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
import {
  problemsWithWeather,
  weatherHoursOf,
  type WeatherInput,
} from '../domain/forecast/weather-input.ts';

/** Records hours of weather in a region that the caller sees as a whole; returns how many. */
export async function recordWeather(
  context: Context,
  input: WeatherInput & { readonly regionId: string },
): Promise<Result<number, InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  const problems = problemsWithWeather(input, context.now());
  if (problems.length > 0) {
    return fail(...problems.map(({ field, message }) => invalidInput(message, field)));
  }
  const { regionId, startAt, issuedAt } = input;
  if ((await context.loaders.dmasOfRegion.load(regionId)).length === 0) {
    return fail(notFound('There is no region of this id with a DMA.', 'regionId'));
  }
  const hours = weatherHoursOf(input);
  const subject = { type: 'Region', id: regionId };
  const details = { startAt, issuedAt, hours: hours.length };
  const record = auditRecord(context, 'analysis.weather.recorded', subject, details);
  await context.weather.record(regionId, hours, auditMessage(record));
  return ok(hours.length);
}
