import type { ReportedMeterResolvers } from '../__generated__/resolvers-types.ts';

export const ReportedMeter: ReportedMeterResolvers = {
  meter: ({ meterId }) => ({ id: meterId }),
};
