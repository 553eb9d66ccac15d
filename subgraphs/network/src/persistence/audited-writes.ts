import { PrismaPg } from '@prisma/adapter-pg';
import {
  appendToOutbox,
  auditMessage,
  prismaSqlClient,
  tellingOutages,
  type AuditRecord,
  type Pool,
} from '@waris/database';
import { PrismaClient, type Prisma } from '../__generated__/prisma/client.ts';

export type Transaction = Prisma.TransactionClient;

/** Changes of the register, each one transaction with its audit record in it. */
export type AuditedWrites = {
  /** The record is written when the work has changed something. */
  readonly audited: <Value>(
    audit: AuditRecord,
    work: (transaction: Transaction) => Promise<Value>,
    changed: (value: Value) => boolean,
  ) => Promise<Value>;
  /** False when the row's code is taken; then `after` is not run. */
  readonly insertIfNew: (
    audit: AuditRecord,
    insert: (transaction: Transaction) => Promise<{ count: number }>,
    after?: (transaction: Transaction) => Promise<unknown>,
  ) => Promise<boolean>;
  readonly stop: () => Promise<void>;
};

export function openAuditedWrites(pool: Pool): AuditedWrites {
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    // Long enough to wait for an import on the embedded engine, which has a single session.
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
  const audited: AuditedWrites['audited'] = (audit, work, changed) =>
    tellingOutages(() =>
      prisma.$transaction(async (transaction) => {
        const value = await work(transaction);
        if (changed(value)) await appendToOutbox(prismaSqlClient(transaction), auditMessage(audit));
        return value;
      }),
    );
  return {
    audited,
    insertIfNew: (audit, insert, after = async () => undefined) =>
      audited(
        audit,
        async (transaction) => {
          const isNew = (await insert(transaction)).count === 1;
          if (isNew) await after(transaction);
          return isNew;
        },
        (isNew) => isNew,
      ),
    stop: () => prisma.$disconnect(),
  };
}

export function stamped<Row extends object>(row: Row, { occurredAt }: AuditRecord) {
  return { ...row, createdAt: occurredAt, updatedAt: occurredAt };
}
