import { encodeFloat32 } from '@waris/schema-kit';
import type { DmaResolvers } from '../__generated__/resolvers-types.ts';
import { costSettingsOfDma } from '../services/cost-settings.ts';
import { pressureReductionOfDma } from '../services/dma-pressure-reduction.ts';
import { enteredVolumesOfDma } from '../services/entered-volumes.ts';
import { dmaById } from '../services/entities.ts';
import { nightFlow } from '../services/night-flow.ts';
import { waterBalanceHistory } from '../services/water-balance-history.ts';
import { waterBalanceOfDma } from '../services/water-balance.ts';
import { dmaDetection } from './dma-detection.ts';
import { fromAssumptions } from './from-assumptions.ts';
import { toNightFlowSeries } from './to-night-flow-series.ts';

export const Dma: DmaResolvers = {
  __resolveReference: async ({ id }, context) => dmaById(context, id),
  ...dmaDetection,
  minimumNightFlow: async (dma, { period, method, assumptions, encoding }, context) => {
    const series = await nightFlow(context, dma, period, method, fromAssumptions(assumptions));
    return toNightFlowSeries(series, encoding === 'LIST' ? (column) => column : encodeFloat32);
  },
  waterBalance: async (dma, { period }, context) => ({
    balance: await waterBalanceOfDma(context, dma, period),
    nightFlow: { kind: 'computed', dmas: [dma], period },
  }),
  enteredVolumes: async (dma, { period }, context) => [
    ...(await enteredVolumesOfDma(context, dma, period)),
  ],
  pressureReduction: async (dma, { period, ...plan }, context) => {
    const reduction = await pressureReductionOfDma(context, dma, period, {
      newAveragePressureM: plan.newAveragePressureM,
      leakageExponent: plan.leakageExponentIndex,
      leakageExponentMargin95: plan.leakageExponentMargin95Index,
    });
    return reduction === null ? null : { ...reduction, warnings: [...reduction.warnings] };
  },
  costSettings: async (dma, _args, context) => costSettingsOfDma(context, dma),
  waterBalanceHistory: async (dma, page, context) => waterBalanceHistory(context, dma, page),
};
