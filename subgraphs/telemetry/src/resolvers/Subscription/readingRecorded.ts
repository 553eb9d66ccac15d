import type { SubscriptionResolvers } from '../../__generated__/resolvers-types.ts';
import { watchReadings, type WatchedEvent } from '../../services/watch-readings.ts';

export const readingRecorded = {
  subscribe: (_parent, { dmaCode }, context) => watchReadings(context, dmaCode),
  resolve: (event: WatchedEvent) => event,
} satisfies SubscriptionResolvers['readingRecorded'];
