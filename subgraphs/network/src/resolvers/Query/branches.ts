import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listRegister } from '../../services/read-register.ts';
import { toConnection } from '../connection.ts';

export const branches: QueryResolvers['branches'] = async (_parent, args, context) =>
  toConnection(await listRegister(context, context.register.branches, args));
