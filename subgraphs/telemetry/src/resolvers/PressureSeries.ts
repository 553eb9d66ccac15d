import type { PressureSeriesResolvers } from '../__generated__/resolvers-types.ts';
import { secondsOf } from '../domain/series-resolution.ts';
import { completenessOf } from '../services/read-series.ts';
import { encode, instants, pointsShown, valueOrNull } from './encode.ts';

export const PressureSeries: PressureSeriesResolvers = {
  startAt: ({ grid }) => instants(grid.edges.subarray(0, 1))[0] ?? null,
  intervalSeconds: ({ grid }) => secondsOf[grid.resolution],
  resolution: ({ grid }) => grid.resolution,
  startsAt: ({ grid, columns }) => instants(grid.edges.subarray(0, columns.mean.length)),
  values: ({ columns, encoding }) => encode(columns.mean, encoding),
  leastValues: ({ columns, encoding }) => encode(columns.least, encoding),
  greatestValues: ({ columns, encoding }) => encode(columns.greatest, encoding),
  points: ({ grid, columns }, { first }) =>
    instants(grid.edges.subarray(0, pointsShown(columns.mean, first))).map((startAt, index) => ({
      startAt,
      pressureM: valueOrNull(columns.mean[index]),
    })),
  completenessRatio: ({ columns }) => completenessOf(columns.mean),
};
