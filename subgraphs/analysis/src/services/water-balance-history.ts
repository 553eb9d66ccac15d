import {
  instantInCursor,
  parsePageRequest,
  toConnection,
  type Connection,
  type ListOrder,
  type PageArguments,
} from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Calculation } from '../domain/calculation.ts';
import type { Dma } from '../domain/dma.ts';
import type { CalculationKey } from '../persistence/calculation-repository.ts';

const latestFirst: ListOrder<Calculation, CalculationKey> = {
  keyOf: ({ id, balance }) => ({ fromAt: balance.period.from, id }),
  keySchema: z.object({ fromAt: instantInCursor, id: z.guid() }),
};

/** Kept calculations of a DMA, the latest period first. Throws BAD_USER_INPUT on a bad page. */
export async function waterBalanceHistory(
  context: Context,
  dma: Dma,
  request: PageArguments,
): Promise<Connection<Calculation>> {
  context.viewer.require('analysis:read');
  const page = parsePageRequest(request, latestFirst);
  const found = await context.loaders.calculationPage.load({ dmaId: dma.id, ...page });
  return toConnection(found, latestFirst);
}
