import { compileCompute } from '../aggregate/compilers.ts';
import type { ExpressionWorld } from '../aggregate/compilers.ts';
import { compilePipeline } from '../aggregate/pipeline.ts';
import { notImplemented, refuse } from '../errors.ts';
import { compileProjection } from '../query/projection.ts';
import type { Project } from '../query/projection.ts';
import { queryContext } from '../query/matcher.ts';
import { parseSort } from '../query/sort.ts';
import { Long } from 'bson';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { toSafeInteger } from '../values/numbers.ts';
import { valueKey } from '../values/order.ts';
import { visitPath } from '../values/paths.ts';
import {
  checkFields,
  collectionName,
  optionalBoolean,
  optionalCount,
  optionalDocument,
} from './arguments.ts';
import { checkHint, evaluateLet, selectDocuments } from './find-documents.ts';
import type { Call, Command, CommandContext } from './types.ts';

export function worldOf({ body }: Call, { now }: CommandContext): ExpressionWorld {
  const at = now();
  return { now: at, variables: evaluateLet(optionalDocument(body, 'let'), at) };
}

export function projector(spec: Doc, world: ExpressionWorld): Project {
  if (Object.keys(spec).length === 0) return (document) => document;
  const compute = (expression: unknown) => compileCompute(expression, world);
  return compileProjection(spec, { compute, query: queryContext(undefined) });
}

/** Zero means no limit. */
const limitOf = (body: Doc, field = 'limit'): number | null => optionalCount(body, field) || null;

const find: Command = {
  fields: [
    'filter', 'sort', 'projection', 'hint', 'skip', 'limit', 'batchSize', 'singleBatch', 'let', 'allowDiskUse',
    'noCursorTimeout', 'allowPartialResults', 'oplogReplay',
  ], // prettier-ignore
  refused: ['collation', 'tailable', 'awaitData', 'min', 'max', 'returnKey', 'showRecordId'],
  run: (call, context) => {
    const { body, database } = call;
    const name = collectionName(call);
    const collection = context.store.find(database, name);
    const world = worldOf(call, context);
    checkHint(collection, body['hint']);
    const project = projector(optionalDocument(body, 'projection'), world);
    const documents = selectDocuments(
      collection,
      {
        filter: optionalDocument(body, 'filter'),
        sort: parseSort(optionalDocument(body, 'sort')),
        skip: optionalCount(body, 'skip') ?? 0,
        limit: limitOf(body),
      },
      world,
    );
    const result = { namespace: `${database}.${name}`, documents, project };
    return context.cursors.open(
      result,
      optionalCount(body, 'batchSize'),
      optionalBoolean(body, 'singleBatch'),
    );
  },
};

const getMore: Command = {
  fields: ['collection', 'batchSize'],
  run: ({ body, database }, { cursors }) => {
    const collection = body['collection'];
    if (typeof collection !== 'string')
      return refuse(14, "BSON field 'getMore.collection' must be a string");
    return cursors.next(
      body['getMore'],
      `${database}.${collection}`,
      optionalCount(body, 'batchSize'),
    );
  },
};

const killCursors: Command = {
  fields: ['cursors'],
  run: (call, { cursors }) => {
    const ids: unknown = call.body['cursors'];
    if (!Array.isArray(ids) || !ids.every((id) => id instanceof Long)) {
      return refuse(14, "BSON field 'killCursors.cursors' must be an array of longs");
    }
    const namespace = `${call.database}.${String(call.body['killCursors'])}`;
    const outcome = ids.map((id: Long) => ({ id, killed: cursors.kill(id, namespace) }));
    return {
      cursorsKilled: outcome.filter(({ killed }) => killed).map(({ id }) => id),
      cursorsNotFound: outcome.filter(({ killed }) => !killed).map(({ id }) => id),
      cursorsAlive: [],
      cursorsUnknown: [],
      ok: 1,
    };
  },
};

const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'let', 'bypassDocumentValidation'],
  refused: ['collation', 'explain'],
  run: (call, context) => {
    const { body, database } = call;
    if (toSafeInteger(body['aggregate']) === 1)
      notImplemented('An aggregation without a collection');
    const name = collectionName(call);
    const pipeline: unknown = body['pipeline'];
    if (!Array.isArray(pipeline))
      return refuse(14, "'pipeline' option must be specified as an array");
    if (!isPlainObject(body['cursor']))
      refuse(9, "The 'cursor' option is required, except for aggregate with the explain argument");
    const cursor = optionalDocument(body, 'cursor');
    checkFields('cursor', cursor, ['batchSize']);
    const collection = context.store.find(database, name);
    checkHint(collection, body['hint']);
    const run = compilePipeline(pipeline, {
      ...worldOf(call, context),
      collection: (other) => context.store.find(database, other)?.all() ?? [],
    });
    const documents = run(
      collection === undefined ? [] : startOf(collection.candidates(firstMatch(pipeline))),
    );
    return context.cursors.open(
      { namespace: `${database}.${name}`, documents },
      optionalCount(cursor, 'batchSize'),
    );
  },
};

const startOf = (documents: Iterable<Doc>): readonly Doc[] =>
  Array.isArray(documents) ? (documents as readonly Doc[]) : [...documents];

function firstMatch([stage]: readonly unknown[]): Doc {
  const filter = isPlainObject(stage) ? stage['$match'] : undefined;
  return isPlainObject(filter) ? filter : {};
}

const count: Command = {
  fields: ['query', 'limit', 'skip', 'hint'],
  refused: ['collation', 'fields'],
  run: (call, context) => {
    const collection = context.store.find(call.database, collectionName(call));
    checkHint(collection, call.body['hint']);
    const filter = optionalDocument(call.body, 'query');
    const skip = optionalCount(call.body, 'skip') ?? 0;
    const limit = limitOf(call.body);
    if (Object.keys(filter).length === 0) {
      const rest = Math.max(0, (collection?.count ?? 0) - skip);
      return { n: limit === null ? rest : Math.min(limit, rest), ok: 1 };
    }
    const found = selectDocuments(
      collection,
      { filter, sort: [], skip, limit },
      worldOf(call, context),
    );
    return { n: found.length, ok: 1 };
  },
};

const distinct: Command = {
  fields: ['key', 'query', 'hint'],
  refused: ['collation'],
  run: (call, context) => {
    const { body, database } = call;
    const collection = context.store.find(database, collectionName(call));
    const key = body['key'];
    if (typeof key !== 'string' || key === '')
      return refuse(14, "BSON field 'distinct.key' must be a non-empty string");
    checkHint(collection, body['hint']);
    const filter = optionalDocument(body, 'query');
    const found = selectDocuments(
      collection,
      { filter, sort: [], skip: 0, limit: null },
      worldOf(call, context),
    );
    const values = new Map<string, unknown>();
    for (const document of found) {
      visitPath(document, key.split('.'), false, (value) => {
        const members: readonly unknown[] = Array.isArray(value) ? value : [value];
        for (const item of members) if (item !== undefined) values.set(valueKey(item), item);
        return false;
      });
    }
    return { values: [...values.values()], ok: 1 };
  },
};

export const readCommands = {
  aggregate,
  count,
  distinct,
  find,
  getMore,
  killCursors,
} satisfies Record<string, Command>;
