import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { findByCode } from '../../services/read-register.ts';

export const meter: QueryResolvers['meter'] = (_parent, { serialNumber }, context) =>
  findByCode(context, context.register.meters, serialNumber);
