import type { DataQualityResolvers } from '../__generated__/resolvers-types.ts';
import { totalsOf } from '../domain/data-quality.ts';

export const DataQuality: DataQualityResolvers = {
  completenessRatio: ({ quality, periodSeconds }) =>
    totalsOf(quality, periodSeconds).completenessRatio,
  expectedCount: ({ quality, periodSeconds }) => totalsOf(quality, periodSeconds).expectedCount,
  receivedCount: ({ quality, periodSeconds }) => totalsOf(quality, periodSeconds).receivedCount,
  missingCount: ({ quality, periodSeconds }) => totalsOf(quality, periodSeconds).missingCount,
  suspectCount: ({ quality, periodSeconds }) => totalsOf(quality, periodSeconds).suspectCount,
  meters: ({ quality, periodSeconds }) =>
    quality.meters.map((meter) => ({ ...meter, periodSeconds })),
};
