import type { DmaResolvers } from '../__generated__/resolvers-types.ts';
import { readDataQuality } from '../services/read-data-quality.ts';
import { readLatestFlow, readLatestPressure } from '../services/read-dma.ts';
import { readFlowSeries, readPressureSeries } from '../services/read-series.ts';

export const Dma: DmaResolvers = {
  // No look-up: every field asks for the DMA within the caller's area, in one batch.
  __resolveReference: async ({ id }) => ({ id }),
  flowSeries: async ({ id }, request, context) => {
    const series = await readFlowSeries(context, id, request);
    return series === null ? null : { ...series, encoding: request.encoding };
  },
  pressureSeries: async ({ id }, request, context) => {
    const series = await readPressureSeries(context, id, request);
    return series === null ? null : { ...series, encoding: request.encoding };
  },
  latestFlow: ({ id }, _arguments, context) => readLatestFlow(context, id),
  latestPressure: ({ id }, _arguments, context) => readLatestPressure(context, id),
  dataQuality: ({ id }, { period }, context) => readDataQuality(context, id, period),
};
