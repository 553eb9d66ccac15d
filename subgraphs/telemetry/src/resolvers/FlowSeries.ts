import type { FlowSeriesResolvers } from '../__generated__/resolvers-types.ts';
import { secondsOf } from '../domain/series-resolution.ts';
import { completenessOf, volumeM3Of } from '../services/read-series.ts';
import { encode, instants, pointsShown, valueOrNull } from './encode.ts';

export const FlowSeries: FlowSeriesResolvers = {
  startAt: ({ grid }) => instants(grid.edges.subarray(0, 1))[0] ?? null,
  intervalSeconds: ({ grid }) => secondsOf[grid.resolution],
  resolution: ({ grid }) => grid.resolution,
  startsAt: ({ grid, values }) => instants(grid.edges.subarray(0, values.length)),
  values: ({ values, encoding }) => encode(values, encoding),
  points: ({ grid, values }, { first }) =>
    instants(grid.edges.subarray(0, pointsShown(values, first))).map((startAt, index) => ({
      startAt,
      flowM3PerHour: valueOrNull(values[index]),
    })),
  completenessRatio: ({ values }) => completenessOf(values),
  netInflowVolumeM3: (series) => volumeM3Of(series),
};
