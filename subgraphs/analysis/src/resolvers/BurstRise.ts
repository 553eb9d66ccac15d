import type { BurstRiseResolvers } from '../__generated__/resolvers-types.ts';
import { approachNames } from './detection-names.ts';

export const BurstRise: BurstRiseResolvers = {
  startAt: ({ startMs }) => new Date(startMs),
  detectedAt: ({ detectedMs }) => new Date(detectedMs),
  endedAt: ({ endMs }) => (endMs === null ? null : new Date(endMs)),
  confidenceRatio: ({ confidence }) => confidence,
  approaches: ({ approaches }) => approaches.map((each) => approachNames[each]),
};
