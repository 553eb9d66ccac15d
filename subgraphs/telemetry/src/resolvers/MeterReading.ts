import type { MeterReadingResolvers } from '../__generated__/resolvers-types.ts';

export const MeterReading: MeterReadingResolvers = {
  flowM3PerHour: ({ quantity, value }) => (quantity === 'FLOW' ? value : null),
  pressureM: ({ quantity, value }) => (quantity === 'PRESSURE' ? value : null),
  registerM3: ({ quantity, value }) => (quantity === 'REGISTER' ? value : null),
  qualityScore: ({ quality }) => quality,
};
