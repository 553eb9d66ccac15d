import type { LatestReadingsResolvers } from '../__generated__/resolvers-types.ts';
import { storedUnit } from '../domain/quantity.ts';
import { encode, instants } from './encode.ts';

export const LatestReadings: LatestReadingsResolvers = {
  unit: ({ quantity }) => storedUnit[quantity],
  at: ({ at }) => instants(at),
  values: ({ values, encoding }) => encode(values, encoding),
  quality: ({ quality, encoding }) => encode(quality, encoding),
};
