import type { ReadingRecordedResolvers } from '../__generated__/resolvers-types.ts';

export const ReadingRecorded: ReadingRecordedResolvers = {
  dma: ({ dmaId }) => ({ id: dmaId }),
};
