import { refuse } from '../errors.ts';
import { parseSort } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { Doc } from '../values/bson.ts';
import { applyUpdate } from './apply-update.ts';
import { collectionName, optionalBoolean, optionalDocument } from './arguments.ts';
import { checkHint, selectDocuments } from './find-documents.ts';
import { projector, worldOf } from './read.ts';
import type { Call, Command, CommandContext } from './types.ts';
import { settle } from './write.ts';

const findAndModify: Command = {
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'let',
    'bypassDocumentValidation',
  ],
  refused: ['collation'],
  run: async (call, context) => {
    const name = collectionName(call);
    const { body } = call;
    checkHint(context.store.find(call.database, name), body['hint']);
    const project = projector(optionalDocument(body, 'fields'), worldOf(call, context));
    const { value, ...lastErrorObject } = optionalBoolean(body, 'remove')
      ? findAndRemove(call, context, name)
      : findAndUpdate(call, context, name);
    await settle(context, call, name);
    return { lastErrorObject, value: value === undefined ? null : project(value), ok: 1 };
  },
};

interface Modified {
  readonly n: number;
  readonly updatedExisting?: boolean;
  readonly upserted?: unknown;
  readonly value?: Doc;
}

function findAndRemove(call: Call, context: CommandContext, name: string): Modified {
  const { body } = call;
  if ('update' in body) refuse(9, 'Cannot specify both an update and remove=true');
  if (optionalBoolean(body, 'upsert')) refuse(9, 'Cannot specify both upsert=true and remove=true');
  if (optionalBoolean(body, 'new'))
    refuse(
      9,
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  const collection = context.store.find(call.database, name);
  const [document] = selectOne(call, context, collection);
  if (document === undefined) return { n: 0 };
  collection?.remove(document);
  return { n: 1, value: document };
}

function selectOne(call: Call, context: CommandContext, collection: Collection | undefined): Doc[] {
  return selectDocuments(
    collection,
    {
      filter: optionalDocument(call.body, 'query'),
      sort: parseSort(optionalDocument(call.body, 'sort')),
      skip: 0,
      limit: 1,
    },
    worldOf(call, context),
  );
}

function findAndUpdate(call: Call, context: CommandContext, name: string): Modified {
  const { body } = call;
  if (!('update' in body)) refuse(9, 'Either an update or remove=true must be specified');
  const outcome = applyUpdate(
    context.store.find(call.database, name),
    () => context.store.ensure(call.database, name),
    {
      filter: optionalDocument(body, 'query'),
      update: body['update'],
      multi: false,
      upsert: optionalBoolean(body, 'upsert'),
      arrayFilters: body['arrayFilters'],
      sort: parseSort(optionalDocument(body, 'sort')),
    },
    worldOf(call, context),
  );
  const wantsNew = optionalBoolean(body, 'new');
  if (outcome.inserted !== undefined) {
    const { inserted } = outcome;
    const base = { n: 1, updatedExisting: false, upserted: inserted['_id'] };
    return wantsNew ? { ...base, value: inserted } : base;
  }
  if (outcome.before === undefined || outcome.after === undefined)
    return { n: 0, updatedExisting: false };
  return { n: 1, updatedExisting: true, value: wantsNew ? outcome.after : outcome.before };
}

export const findAndModifyCommands = {
  findAndModify,
  findandmodify: findAndModify,
} satisfies Record<string, Command>;
