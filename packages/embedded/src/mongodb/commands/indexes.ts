import { refuse } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { IndexSpec } from '../storage/index-spec.ts';
import { parseIndexSpec } from '../storage/index-spec.ts';
import type { Doc } from '../values/bson.ts';
import { identical } from '../values/order.ts';
import {
  checkFields,
  collectionName,
  documentArray,
  optionalCount,
  optionalDocument,
} from './arguments.ts';
import type { Call, Command, CommandContext } from './types.ts';

export const idIndex = { v: 2, key: { _id: 1 }, name: '_id_' };
const maximumIndexes = 64;

function existing({ database, ...call }: Call, { store }: CommandContext): Collection {
  const name = collectionName({ database, ...call });
  return store.find(database, name) ?? refuse(26, `ns does not exist: ${database}.${name}`);
}

/** True when the same index is there already; refused when one only looks like it. */
function isPresent(collection: Collection, spec: IndexSpec): boolean {
  if (identical(spec.key, { _id: 1 })) {
    if (spec.sparse || spec.partial !== null)
      refuse(197, 'The _id index cannot be sparse or partial');
    return true;
  }
  for (const other of collection.indexSpecs) {
    const { name: _name, ...options } = spec.source;
    const { name: _otherName, ...otherOptions } = other.source;
    const same = identical(options, otherOptions);
    if (other.name === spec.name) {
      if (same) return true;
      refuse(
        86,
        `An existing index has the same name as the requested index: ${spec.name}, but other keys or options`,
      );
    }
    if (identical(other.key, spec.key)) {
      refuse(
        85,
        same
          ? `Index already exists with a different name: ${other.name}`
          : `An equivalent index already exists with other options: ${other.name}`,
      );
    }
  }
  return false;
}

const createIndexes: Command = {
  fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
  run: async (call, { store }) => {
    const name = collectionName(call);
    const specs = documentArray(call.body, 'indexes').map(parseIndexSpec);
    if (specs.length === 0) refuse(2, 'Must specify at least one index to create');
    const createdCollectionAutomatically = store.find(call.database, name) === undefined;
    const collection = store.ensure(call.database, name);
    const before = collection.indexSpecs.length + 1;
    for (const spec of specs) {
      if (isPresent(collection, spec)) continue;
      if (collection.indexSpecs.length + 1 >= maximumIndexes)
        refuse(67, `add index fails, too many indexes for ${collection.namespace}`);
      collection.createIndex(spec);
    }
    await collection.log.flush();
    return {
      numIndexesBefore: before,
      numIndexesAfter: collection.indexSpecs.length + 1,
      createdCollectionAutomatically,
      ok: 1,
    };
  },
};

const listIndexes: Command = {
  fields: ['cursor'],
  run: (call, context) => {
    const collection = existing(call, context);
    const cursor = optionalDocument(call.body, 'cursor');
    checkFields('cursor', cursor, ['batchSize']);
    const documents = [idIndex, ...collection.indexSpecs.map(({ source }) => source)];
    return context.cursors.open(
      { namespace: collection.namespace, documents },
      optionalCount(cursor, 'batchSize'),
    );
  },
};

function named(collection: Collection, index: unknown): string {
  if (index === '_id_' || identical(index, { _id: 1 })) return refuse(72, 'cannot drop _id index');
  const spec = collection.indexSpecs.find(
    ({ name, key }) => index === name || identical(index, key),
  );
  return spec?.name ?? refuse(27, `index not found with name or key [${JSON.stringify(index)}]`);
}

const dropIndexes: Command = {
  fields: ['index'],
  run: async (call, context) => {
    const collection = existing(call, context);
    const nIndexesWas = collection.indexSpecs.length + 1;
    const index: unknown = call.body['index'];
    const wanted: unknown[] = Array.isArray(index) ? index : [index];
    const names =
      index === '*'
        ? collection.indexSpecs.map(({ name }) => name)
        : wanted.map((item) => named(collection, item));
    for (const name of names) collection.dropIndex(name);
    await collection.log.flush();
    return { nIndexesWas, ok: 1 } satisfies Doc;
  },
};

export const indexCommands = {
  createIndexes,
  deleteIndexes: dropIndexes,
  dropIndexes,
  listIndexes,
} satisfies Record<string, Command>;
