import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from '@waris/database';
import { PrismaClient, type Prisma } from '../__generated__/prisma/client.ts';

/** The client itself, or the part of it that runs inside one transaction. */
export type Database = PrismaClient | Prisma.TransactionClient;

/** Shares the pool of the service. Transactions wait longer than Prisma would: bursts queue. */
export function openPrisma(pool: Pool): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
}
