import { encodeFloat32 } from '@waris/schema-kit';
import type { RegionResolvers } from '../__generated__/resolvers-types.ts';
import { nightFlowOfRegion } from '../services/area-night-flow.ts';
import { waterBalanceOfRegion } from '../services/area-water-balance.ts';
import { keptBalanceOfRegion } from '../services/kept-area-balance.ts';
import { publicHolidaysOfRegion } from '../services/public-holidays.ts';
import { weatherOfRegion } from '../services/weather.ts';
import { fromAssumptions } from './from-assumptions.ts';
import { toAreaNightFlow } from './to-night-flow-series.ts';

export const Region: RegionResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  waterBalance: async ({ id }, { period }, context) => waterBalanceOfRegion(context, id, period),
  keptWaterBalance: async ({ id }, { period }, context) => keptBalanceOfRegion(context, id, period),
  publicHolidays: async ({ id }, { year }, context) => publicHolidaysOfRegion(context, id, year),
  weather: async ({ id }, { period, knownAt }, context) =>
    weatherOfRegion(context, id, period, knownAt ?? null),
  minimumNightFlow: async ({ id }, { period, method, assumptions, encoding }, context) => {
    const given = fromAssumptions(assumptions);
    const nightFlow = await nightFlowOfRegion(context, id, { period, method, given });
    return nightFlow === null
      ? null
      : toAreaNightFlow(nightFlow, encoding === 'LIST' ? (column) => column : encodeFloat32);
  },
};
