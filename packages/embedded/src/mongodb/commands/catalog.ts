import { Double } from 'bson';
import { compileFilter } from '../query/matcher.ts';
import { refuse } from '../errors.ts';
import { checkDatabase } from '../storage/store.ts';
import type { Doc } from '../values/bson.ts';
import {
  checkFields,
  collectionName,
  optionalBoolean,
  optionalCount,
  optionalDocument,
} from './arguments.ts';
import { idIndex } from './indexes.ts';
import type { Command } from './types.ts';

const create: Command = {
  fields: ['idIndex'],
  refused: [
    'autoIndexId', 'capped', 'changeStreamPreAndPostImages', 'clusteredIndex', 'collation', 'encryptedFields',
    'expireAfterSeconds', 'indexOptionDefaults', 'max', 'pipeline', 'size', 'storageEngine', 'timeseries',
    'validationAction', 'validationLevel', 'validator', 'viewOn',
  ], // prettier-ignore
  run: (call, { store }) => {
    const name = collectionName(call);
    if (store.find(call.database, name) !== undefined)
      refuse(48, `Collection ${call.database}.${name} already exists.`);
    store.ensure(call.database, name);
    return { ok: 1 };
  },
};

const drop: Command = {
  fields: [],
  run: (call, { store }) => {
    const name = collectionName(call);
    const collection = store.find(call.database, name);
    if (collection === undefined) return { ok: 1 };
    const nIndexesWas = collection.indexSpecs.length + 1;
    store.drop(call.database, name);
    return { nIndexesWas, ns: `${call.database}.${name}`, ok: 1 };
  },
};

const dropDatabase: Command = {
  fields: [],
  run: ({ database }, { store }) => {
    checkDatabase(database);
    const names = [...store.collections(database).keys()];
    for (const name of names) store.drop(database, name);
    return names.length === 0 ? { ok: 1 } : { dropped: database, ok: 1 };
  },
};

const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
  run: ({ body, database }, { store, cursors }) => {
    const matches = compileFilter(optionalDocument(body, 'filter'));
    const cursor = optionalDocument(body, 'cursor');
    checkFields('cursor', cursor, ['batchSize']);
    const nameOnly = optionalBoolean(body, 'nameOnly');
    const documents = [...store.collections(database).keys()]
      .map((name): Doc => ({
        name,
        type: 'collection',
        options: {},
        info: { readOnly: false },
        idIndex,
      }))
      .filter((entry) => matches(entry))
      .map((entry) => (nameOnly ? { name: entry['name'], type: entry['type'] } : entry));
    return cursors.open(
      { namespace: `${database}.$cmd.listCollections`, documents },
      optionalCount(cursor, 'batchSize'),
    );
  },
};

const listDatabases: Command = {
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  run: ({ body }, { store }) => {
    const matches = compileFilter(optionalDocument(body, 'filter'));
    const nameOnly = optionalBoolean(body, 'nameOnly');
    const entries = [...store.databases]
      .map(([name, collections]): Doc => {
        const bytes = [...collections.values()].reduce((sum, { log }) => sum + log.size, 0);
        return { name, sizeOnDisk: new Double(bytes), empty: false };
      })
      .filter((entry) => matches(entry));
    if (nameOnly) return { databases: entries.map(({ name }) => ({ name })), ok: 1 };
    const totalSize = entries.reduce((sum, { sizeOnDisk }) => sum + Number(sizeOnDisk), 0);
    return { databases: entries, totalSize: new Double(totalSize), ok: 1 };
  },
};

export const catalogCommands = {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
} satisfies Record<string, Command>;
