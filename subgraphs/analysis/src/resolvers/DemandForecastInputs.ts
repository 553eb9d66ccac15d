import type { DemandForecastInputsResolvers } from '../__generated__/resolvers-types.ts';

export const DemandForecastInputs: DemandForecastInputsResolvers = {
  publicHolidays: ({ publicHolidays }) => [...publicHolidays],
  weatherMeasuredUntilAt: ({ weatherMeasuredUntil }) =>
    weatherMeasuredUntil === null ? null : new Date(weatherMeasuredUntil),
};
