import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { findByCode } from '../../services/read-register.ts';

export const region: QueryResolvers['region'] = (_parent, { code }, context) =>
  findByCode(context, context.register.regions, code);
