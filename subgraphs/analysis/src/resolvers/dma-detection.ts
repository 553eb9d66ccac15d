import type { DmaResolvers } from '../__generated__/resolvers-types.ts';
import { burstEvents } from '../services/detection/list-events.ts';
import { demandForecast } from '../services/detection/list-predictions.ts';
import { pipeFailureRiskOfDma } from '../services/detection/pipe-failure.ts';
import { stateNames, wordOf } from './detection-names.ts';
import { toForecast } from './to-forecast.ts';

/** The fields of a DMA that tell of what was seen and what is foretold. */
export const dmaDetection: Pick<
  DmaResolvers,
  'burstEvents' | 'demandForecast' | 'pipeFailureRisk'
> = {
  burstEvents: async (dma, { period, state, ...page }, context) => {
    const wanted = state === null || state === undefined ? null : wordOf(stateNames, state);
    return burstEvents(context, dma, period, wanted, page);
  },
  demandForecast: async (dma, { horizonHours }, context) =>
    toForecast(await demandForecast(context, dma, horizonHours), horizonHours),
  pipeFailureRisk: async (dma, { first }, context) => pipeFailureRiskOfDma(context, dma, first),
};
