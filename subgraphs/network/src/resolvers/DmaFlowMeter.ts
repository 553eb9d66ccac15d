import type { DmaFlowMeterResolvers } from '../__generated__/resolvers-types.ts';

export const DmaFlowMeter: DmaFlowMeterResolvers = {
  meter: async ({ meterId }, _args, { loaders }) => {
    const meter = await loaders.meter.load(meterId);
    // A meter on the edge of a visible DMA is visible: this one was deleted in between.
    if (meter === null) throw new Error(`Meter ${meterId} is gone.`);
    return meter;
  },
};
