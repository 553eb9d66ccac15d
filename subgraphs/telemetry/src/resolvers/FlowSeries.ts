import type { FlowSeriesResolvers } from '../__generated__/resolvers-types.ts';
import { secondsOf } from '../domain/series-resolution.ts';
import { encode, instants, pointsShown, valueOrNull } from './encode.ts';

export const FlowSeries: FlowSeriesResolvers = {
  startAt: ({ starts }) => instants(starts.subarray(0, 1))[0] ?? null,
  intervalSeconds: ({ resolution }) => secondsOf[resolution],
  unit: ({ aggregation }) => (aggregation === 'SUM' ? 'M3' : 'M3_PER_HOUR'),
  startsAt: ({ starts }) => instants(starts),
  values: ({ values, encoding }) => encode(values, encoding),
  points: ({ starts, values, aggregation }, { first }) =>
    instants(starts.subarray(0, pointsShown(values, first))).map((startAt, index) => {
      const value = valueOrNull(values[index]);
      const isVolume = aggregation === 'SUM';
      return { startAt, flowM3PerHour: isVolume ? null : value, volumeM3: isVolume ? value : null };
    }),
  netInflowVolumeM3: ({ volume }) => volume,
};
