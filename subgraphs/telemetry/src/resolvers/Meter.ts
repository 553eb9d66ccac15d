import type { MeterResolvers } from '../__generated__/resolvers-types.ts';
import { listRevisions } from '../services/list-revisions.ts';
import { readMeterDataQuality } from '../services/read-data-quality.ts';
import { readLatestReading, readMeterReadings } from '../services/read-meter.ts';
import { readRegister } from '../services/read-register.ts';

export const Meter: MeterResolvers = {
  // No look-up: every field asks for the meter within the caller's area, in one batch.
  __resolveReference: async ({ id }) => ({ id }),
  readings: async ({ id }, request, context) => {
    const readings = await readMeterReadings(context, id, request);
    return readings === null ? null : { ...readings, encoding: request.encoding };
  },
  dataQuality: ({ id }, { period, quantity }, context) =>
    readMeterDataQuality(context, id, period, quantity),
  readingRevisions: ({ id }, { period, ...page }, context) =>
    listRevisions(context, id, period, page),
  register: ({ id }, _arguments, context) => readRegister(context, id),
  latestReading: ({ id }, { quantity }, context) => readLatestReading(context, id, quantity),
};
