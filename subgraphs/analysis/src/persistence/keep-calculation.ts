import { appendToOutbox, prismaSqlClient, type OutboxMessage } from '@waris/database';
import { Prisma, type PrismaClient } from '../__generated__/prisma/client.ts';
import type { Calculation } from '../domain/calculation.ts';
import { toRow } from './calculation-row.ts';

const mostAttempts = 3;

/**
 * Puts a calculation in the place of the current one of its DMA and period. Two that are kept at
 * once meet in the unique index; the second tries again and supersedes the first.
 */
export async function keepCalculation(
  prisma: PrismaClient,
  calculation: Calculation,
  message: OutboxMessage,
  inPlaceOf: string | undefined,
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await keepOnce(prisma, calculation, message, inPlaceOf);
    } catch (error) {
      if (attempt === mostAttempts || !isTaken(error)) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

function keepOnce(
  prisma: PrismaClient,
  calculation: Calculation,
  message: OutboxMessage,
  inPlaceOf: string | undefined,
): Promise<boolean> {
  const { period } = calculation.balance;
  return prisma.$transaction(async (transaction) => {
    const superseded = await transaction.nrwCalculation.updateMany({
      where: {
        dmaId: calculation.dmaId,
        fromAt: period.from,
        toAt: period.to,
        supersededById: null,
        ...(inPlaceOf === undefined ? {} : { id: inPlaceOf }),
      },
      data: { supersededById: calculation.id, supersededAt: calculation.calculatedAt },
    });
    if (inPlaceOf !== undefined && superseded.count === 0) return false;
    await transaction.nrwCalculation.create({ data: toRow(calculation) });
    await appendToOutbox(prismaSqlClient(transaction), message);
    return true;
  });
}
