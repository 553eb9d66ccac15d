import { compileMatch } from '../aggregate/compilers.ts';
import { MongoError, refuse } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { Doc } from '../values/bson.ts';
import { toSafeInteger } from '../values/numbers.ts';
import { applyUpdate } from './apply-update.ts';
import {
  checkFields,
  collectionName,
  documentArray,
  optionalBoolean,
  requiredDocument,
} from './arguments.ts';
import { checkHint } from './find-documents.ts';
import { worldOf } from './read.ts';
import type { Call, Command, CommandContext } from './types.ts';

const maximumStatements = 100_000;

/** Runs statements one by one, collecting their errors; an ordered batch ends at the first. */
function runBatch(
  statements: readonly Doc[],
  ordered: boolean,
  run: (statement: Doc, index: number) => void,
): Doc[] {
  if (statements.length === 0 || statements.length > maximumStatements) {
    refuse(
      16,
      `Write batch sizes must be between 1 and ${maximumStatements}. Got ${statements.length} operations.`,
    );
  }
  const errors: Doc[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      errors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (ordered) break;
    }
  }
  return errors;
}

const failures = (errors: readonly Doc[]): Doc =>
  errors.length === 0 ? {} : { writeErrors: errors };

/** Waits until the collection's changes are on disk; no write is acknowledged before. */
export async function settle(
  { store }: CommandContext,
  { database }: Call,
  name: string,
): Promise<void> {
  await store.find(database, name)?.log.flush();
}

const insert: Command = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  run: async (call, context) => {
    const name = collectionName(call);
    const documents = documentArray(call.body, 'documents');
    const collection = context.store.ensure(call.database, name);
    let n = 0;
    const errors = runBatch(documents, optionalBoolean(call.body, 'ordered', true), (document) => {
      collection.insert(document);
      n += 1;
    });
    await settle(context, call, name);
    return { n, ...failures(errors), ok: 1 };
  },
};

const update: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let'],
  run: async (call, context) => {
    const { store } = context;
    const name = collectionName(call);
    const world = worldOf(call, context);
    const ensure = (): Collection => store.ensure(call.database, name);
    let [n, nModified] = [0, 0];
    const upserted: Doc[] = [];
    const statements = documentArray(call.body, 'updates');
    const errors = runBatch(
      statements,
      optionalBoolean(call.body, 'ordered', true),
      (statement, index) => {
        checkFields(
          'update.updates',
          statement,
          ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint'],
          ['collation', 'c', 'sort'],
        );
        const collection = store.find(call.database, name);
        checkHint(collection, statement['hint']);
        const outcome = applyUpdate(
          collection,
          ensure,
          {
            filter: requiredDocument(statement, 'q'),
            update: statement['u'],
            multi: optionalBoolean(statement, 'multi'),
            upsert: optionalBoolean(statement, 'upsert'),
            arrayFilters: statement['arrayFilters'],
            sort: [],
          },
          world,
        );
        n += outcome.matched;
        nModified += outcome.modified;
        if (outcome.inserted !== undefined) {
          n += 1;
          upserted.push({ index, _id: outcome.inserted['_id'] });
        }
      },
    );
    await settle(context, call, name);
    return {
      n,
      nModified,
      ...(upserted.length === 0 ? {} : { upserted }),
      ...failures(errors),
      ok: 1,
    };
  },
};

const remove: Command = {
  fields: ['deletes', 'ordered', 'let'],
  run: async (call, context) => {
    const name = collectionName(call);
    const world = worldOf(call, context);
    const collection = context.store.find(call.database, name);
    let n = 0;
    const statements = documentArray(call.body, 'deletes');
    const errors = runBatch(
      statements,
      optionalBoolean(call.body, 'ordered', true),
      (statement) => {
        checkFields('delete.deletes', statement, ['q', 'limit', 'hint'], ['collation']);
        const limit = toSafeInteger(statement['limit']);
        if (limit !== 0 && limit !== 1)
          refuse(
            9,
            `The limit field in delete objects must be 0 or 1. Got ${String(statement['limit'])}`,
          );
        checkHint(collection, statement['hint']);
        const filter = requiredDocument(statement, 'q');
        const matches = compileMatch(filter, world);
        for (const document of collection?.candidates(filter) ?? []) {
          if (!matches(document)) continue;
          collection?.remove(document);
          n += 1;
          if (limit === 1) break;
        }
      },
    );
    await settle(context, call, name);
    return { n, ...failures(errors), ok: 1 };
  },
};

export const writeCommands = {
  delete: remove,
  insert,
  update,
} satisfies Record<string, Command>;
