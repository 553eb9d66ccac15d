import type { LeftOutSensorResolvers } from '../__generated__/resolvers-types.ts';
import { leftOutNames } from './detection-names.ts';

export const LeftOutSensor: LeftOutSensorResolvers = {
  meter: ({ meterId }) => ({ id: meterId }),
  reason: ({ reason }) => leftOutNames[reason],
};
