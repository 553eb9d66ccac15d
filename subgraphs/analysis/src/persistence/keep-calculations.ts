import { appendToOutbox, prismaSqlClient, type OutboxMessage } from '@waris/database';
import { Prisma, type PrismaClient } from '../__generated__/prisma/client.ts';
import type { Calculation } from '../domain/calculation.ts';
import { toRow } from './calculation-row.ts';
import { supersedeSql } from './calculation-sql.ts';

export type CalculationToKeep = {
  readonly calculation: Calculation;
  readonly message: OutboxMessage;
  /** Kept only if this one is still current; null takes the place of whichever is. */
  readonly inPlaceOf: string | null;
};

const mostAttempts = 3;
// A statement takes 65,535 parameters, and a row has some forty.
const rowsOfStatement = 500;
const timeoutMs = 60_000;

/**
 * Puts calculations in the place of the current ones of their DMAs and periods, all or none. Two
 * that are kept at once meet in the unique index; the second tries again and supersedes the first.
 */
export async function keepCalculations(
  prisma: PrismaClient,
  calculations: readonly CalculationToKeep[],
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await keepOnce(prisma, calculations);
    } catch (error) {
      if (attempt === mostAttempts || !isMet(error)) throw error;
    }
  }
}

// A unique index, or a deadlock.
function isMet(error: unknown): boolean {
  return (
    error instanceof Prisma.PrismaClientKnownRequestError &&
    (error.code === 'P2002' || error.code === 'P2034')
  );
}

function keepOnce(
  prisma: PrismaClient,
  calculations: readonly CalculationToKeep[],
): Promise<number> {
  return prisma.$transaction(
    async (transaction) => {
      const replacing = await transaction.$queryRawUnsafe<readonly { id: string }[]>(
        supersedeSql,
        calculations.map(({ calculation }) => calculation.id),
        calculations.map(({ calculation }) => calculation.dmaId),
        calculations.map(({ calculation }) => calculation.balance.period.from),
        calculations.map(({ calculation }) => calculation.balance.period.to),
        calculations.map(({ calculation }) => calculation.calculatedAt),
        calculations.map(({ inPlaceOf }) => inPlaceOf ?? ''),
      );
      const replaced = new Set(replacing.map(({ id }) => id));
      const kept = calculations.filter(
        ({ calculation, inPlaceOf }) => inPlaceOf === null || replaced.has(calculation.id),
      );
      for (let first = 0; first < kept.length; first += rowsOfStatement) {
        const some = kept.slice(first, first + rowsOfStatement);
        await transaction.nrwCalculation.createMany({
          data: some.map(({ calculation }) => toRow(calculation)),
        });
      }
      await appendToOutbox(prismaSqlClient(transaction), ...kept.map(({ message }) => message));
      return kept.length;
    },
    { timeout: timeoutMs },
  );
}
