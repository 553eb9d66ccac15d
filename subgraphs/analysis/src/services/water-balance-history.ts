import { badUserInput } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Calculation } from '../domain/calculation.ts';
import type { Dma } from '../domain/dma.ts';
import type { CalculationPage, PagePosition } from '../persistence/calculation-repository.ts';

const mostPerPage = 200;

/** Kept calculations of a DMA, the latest period first. Throws BAD_USER_INPUT on a bad page. */
export async function waterBalanceHistory(
  context: Context,
  dma: Dma,
  first: number,
  after: string | null,
): Promise<CalculationPage> {
  context.viewer.require('analysis:read');
  if (!(first >= 1 && first <= mostPerPage)) {
    throw badUserInput(`\`first\` must be between 1 and ${mostPerPage}.`);
  }
  const position = after === null ? null : parseCursor(after);
  return context.loaders.calculationPage.load({ dmaId: dma.id, first, after: position });
}

export function cursorOf({ id, balance }: Calculation): string {
  return Buffer.from(JSON.stringify([balance.period.from.toISOString(), id])).toString('base64url');
}

const cursorSchema = z.tuple([z.iso.datetime(), z.guid()]);

function parseCursor(cursor: string): PagePosition {
  try {
    const text = Buffer.from(cursor, 'base64url').toString('utf8');
    const [fromAt, id] = cursorSchema.parse(JSON.parse(text));
    return { fromAt: new Date(fromAt), id };
  } catch {
    throw badUserInput('`after` is not a cursor of this list.');
  }
}
