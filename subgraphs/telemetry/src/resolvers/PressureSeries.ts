import type { PressureSeriesResolvers } from '../__generated__/resolvers-types.ts';
import { secondsOf } from '../domain/series-resolution.ts';
import { encode, instants, pointsShown, valueOrNull } from './encode.ts';

export const PressureSeries: PressureSeriesResolvers = {
  startAt: ({ starts }) => instants(starts.subarray(0, 1))[0] ?? null,
  intervalSeconds: ({ resolution }) => secondsOf[resolution],
  startsAt: ({ starts }) => instants(starts),
  values: ({ values, encoding }) => encode(values, encoding),
  leastValues: ({ least, encoding }) => encode(least, encoding),
  greatestValues: ({ greatest, encoding }) => encode(greatest, encoding),
  points: ({ starts, values }, { first }) =>
    instants(starts.subarray(0, pointsShown(values, first))).map((startAt, index) => ({
      startAt,
      pressureM: valueOrNull(values[index]),
    })),
};
