import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listRegister } from '../../services/read-register.ts';
import { toConnection } from '../connection.ts';

export const dmas: QueryResolvers['dmas'] = async (_parent, args, context) =>
  toConnection(await listRegister(context, context.register.dmas, args));
