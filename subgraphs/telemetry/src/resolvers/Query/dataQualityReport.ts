import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { reportDataQuality } from '../../services/report-data-quality.ts';

export const dataQualityReport: NonNullable<QueryResolvers['dataQualityReport']> = (
  _parent,
  { period, regionId, branchId, dmaCode, first, after },
  context,
) =>
  reportDataQuality(context, {
    area: { regionId: regionId ?? null, branchId: branchId ?? null, dmaCode: dmaCode ?? null },
    period,
    first,
    after: after ?? null,
  });
