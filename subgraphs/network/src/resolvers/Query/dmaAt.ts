import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { findDmaAt } from '../../services/read-register.ts';

export const dmaAt: QueryResolvers['dmaAt'] = (_parent, { longitude, latitude }, context) =>
  findDmaAt(context, longitude, latitude);
