import type { MeterDataQualityResolvers } from '../__generated__/resolvers-types.ts';
import { completenessOfMeter } from '../domain/data-quality.ts';

export const MeterDataQuality: MeterDataQualityResolvers = {
  meter: ({ meterId }) => ({ id: meterId }),
  expectedCount: (meter) => completenessOfMeter(meter, meter.periodSeconds).expectedCount,
  missingCount: (meter) => completenessOfMeter(meter, meter.periodSeconds).missingCount,
  completenessRatio: (meter) => completenessOfMeter(meter, meter.periodSeconds).completenessRatio,
};
