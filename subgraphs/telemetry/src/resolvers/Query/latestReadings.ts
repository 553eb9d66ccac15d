import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { readLatestReadings } from '../../services/read-latest.ts';

export const latestReadings: NonNullable<QueryResolvers['latestReadings']> = async (
  _parent,
  { quantity, regionId, branchId, dmaCode, encoding },
  context,
) => {
  const area = { regionId: regionId ?? null, branchId: branchId ?? null, dmaCode: dmaCode ?? null };
  return { ...(await readLatestReadings(context, quantity, area)), quantity, encoding };
};
