import type { Logger, PageRequest } from '@waris/service-kit';
import type { Connection, QueryFilter } from 'mongoose';
import { Schema } from 'mongoose';
import type { AuditLog, AuditLogFilter } from '../domain/audit-log.ts';
import type { Mongo } from './mongo.ts';

type AuditLogDocument = Omit<AuditLog, 'id'> & { readonly _id: string };

/** Where a record stands in the log: newest first, by id within one instant. */
export type AuditLogKey = { readonly occurredAt: Date; readonly id: string };

export type AuditLogRepository = {
  /** Throws within seconds while MongoDB is away. */
  ping(): Promise<void>;
  /** Records that are there already stay as they are. */
  insertUnlessThere(records: readonly AuditLog[]): Promise<void>;
  /** One more than the page asks for when there are more. */
  list(filter: AuditLogFilter, page: PageRequest<AuditLogKey>): Promise<readonly AuditLog[]>;
};

const retentionSeconds = 5 * 365 * 24 * 60 * 60;

const schema = new Schema<AuditLogDocument>(
  {
    _id: { type: String, required: true },
    action: { type: String, required: true },
    actor: { kind: { type: String, required: true }, id: { type: String, required: true } },
    subject: { type: { type: String, required: true }, id: { type: String, required: true } },
    requestId: { type: String, required: true },
    detailsJson: { type: String, default: null },
    occurredAt: { type: Date, required: true },
  },
  { collection: 'audit_logs', versionKey: false, minimize: false },
);
schema.index({ occurredAt: -1, _id: -1 });
schema.index({ 'subject.type': 1, 'subject.id': 1, occurredAt: -1 });
schema.index({ 'actor.id': 1, occurredAt: -1 });

const modelOn = (connection: Connection) => connection.model('AuditLog', schema);
type AuditLogModel = ReturnType<typeof modelOn>;

export function auditLogRepository(mongo: Mongo, log: Logger): AuditLogRepository {
  const indexed = new WeakSet<Connection>();

  const open = async (): Promise<AuditLogModel> => {
    const connection = await mongo.connection();
    const model = modelOn(connection);
    if (!indexed.has(connection)) {
      await model.createIndexes();
      await expireOldRecords(model, log);
      indexed.add(connection);
    }
    return model;
  };

  return {
    ping: async () => {
      const model = await open();
      await model.db.db?.command({ ping: 1 });
    },
    insertUnlessThere: async (records) => {
      const model = await open();
      await model.bulkWrite(
        records.map(({ id, ...record }) => ({
          updateOne: { filter: { _id: id }, update: { $setOnInsert: record }, upsert: true },
        })),
        { ordered: false },
      );
    },
    list: async (filter, page) => {
      const model = await open();
      const documents = await model
        .find(queryOf(filter, page.after))
        .sort({ occurredAt: -1, _id: -1 })
        .limit(page.first + 1)
        .maxTimeMS(10_000)
        .lean<AuditLogDocument[]>();
      return documents.map(({ _id, ...record }) => ({ id: _id, ...record }));
    },
  };
}

/** A server without such indexes keeps records for longer, which is no reason to keep none. */
async function expireOldRecords(model: AuditLogModel, log: Logger): Promise<void> {
  const options = { expireAfterSeconds: retentionSeconds };
  await model.collection.createIndex({ occurredAt: 1 }, options).catch((error: unknown) => {
    log.warn({ err: error }, 'this MongoDB does not expire audit records');
  });
}

function queryOf(filter: AuditLogFilter, after: AuditLogKey | null): QueryFilter<AuditLogDocument> {
  const conditions: QueryFilter<AuditLogDocument>[] = [];
  if (filter.action !== undefined) conditions.push({ action: filter.action });
  if (filter.actorId !== undefined) conditions.push({ 'actor.id': filter.actorId });
  if (filter.subjectType !== undefined) conditions.push({ 'subject.type': filter.subjectType });
  if (filter.subjectId !== undefined) conditions.push({ 'subject.id': filter.subjectId });
  if (filter.from !== undefined) conditions.push({ occurredAt: { $gte: filter.from } });
  if (filter.to !== undefined) conditions.push({ occurredAt: { $lt: filter.to } });
  if (after !== null) {
    const { occurredAt, id } = after;
    conditions.push({
      $or: [{ occurredAt: { $lt: occurredAt } }, { occurredAt, _id: { $lt: id } }],
    });
  }
  return conditions.length === 0 ? {} : { $and: conditions };
}
