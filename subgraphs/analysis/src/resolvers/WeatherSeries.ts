import type { WeatherSeriesResolvers } from '../__generated__/resolvers-types.ts';
import { encodeColumn } from './encode-column.ts';

export const WeatherSeries: WeatherSeriesResolvers = {
  intervalSeconds: () => 3600,
  temperatureCelsius: ({ temperatureC }, { encoding }) => encodeColumn(temperatureC, encoding),
  rainMm: ({ rainMm }, { encoding }) => encodeColumn(rainMm, encoding),
  measuredUntilAt: ({ measuredUntil }) => measuredUntil,
};
