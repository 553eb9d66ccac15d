import { ObjectId } from 'bson';
import { refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { encode, encodeStored } from '../values/bson.ts';
import { equalValues, identical, valueKey } from '../values/order.ts';
import { typeName } from '../values/types.ts';
import { HashIndex } from './hash-index.ts';
import type { IndexSpec } from './index-spec.ts';
import { parseIndexSpec } from './index-spec.ts';
import type { Log } from './log.ts';
import { candidatesFor } from './plan.ts';
import type { LogRecord } from './record.ts';
import { createIndexRecord, dropIndexRecord, encodeRecord, removeRecord } from './record.ts';

interface Entry {
  readonly document: Doc;
  /** Length of its record in the log. */
  readonly bytes: number;
}

/** One collection in memory, in the order of insertion; every change goes to its log first. */
export class Collection {
  readonly namespace: string;
  readonly #entries = new Map<string, Entry>();
  readonly #indexes = new Map<string, HashIndex>();
  #log: Log | null = null;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  /** Takes over what the log says, before the log is attached. */
  replay(record: LogRecord, bytes: number): void {
    switch (record.kind) {
      case 'put':
        this.#entries.set(valueKey(record.document['_id']), { document: record.document, bytes });
        break;
      case 'remove':
        this.#entries.delete(valueKey(record.id));
        break;
      case 'createIndex':
        this.#indexes.set(String(record.spec['name']), new HashIndex(parseIndexSpec(record.spec)));
        break;
      case 'dropIndex':
        this.#indexes.delete(record.name);
        break;
    }
  }

  attach(log: Log): void {
    this.#log = log;
    for (const { document, bytes } of this.#entries.values()) {
      log.addLiveBytes(bytes);
      for (const index of this.#indexes.values()) index.add(document);
    }
  }

  get log(): Log {
    if (this.#log === null) throw new Error(`${this.namespace} is not open`);
    return this.#log;
  }

  get count(): number {
    return this.#entries.size;
  }

  snapshot(): Iterable<Uint8Array> {
    return recordsOf(this.indexSpecs, this.all());
  }

  all(): Doc[] {
    return Array.from(this.#entries.values(), ({ document }) => document);
  }

  /** The documents a filter may match: by an index if one serves, else all. */
  candidates(filter: Doc): Iterable<Doc> {
    const byId = (id: unknown): Doc | undefined => this.#entries.get(valueKey(id))?.document;
    return candidatesFor(filter, this.#indexes.values(), byId) ?? this.all();
  }

  /** Adds a document; one without an _id gets one. Returns the document as stored. */
  insert(given: Doc): Doc {
    const { _id = new ObjectId(), ...others } = given;
    const document = { _id, ...others };
    checkId(_id);
    const bytes = encodeRecord('put', encodeStored(document));
    const key = valueKey(_id);
    if (this.#entries.has(key)) this.#duplicateId(_id);
    for (const index of this.#indexes.values()) index.refuseDuplicate(document, this.namespace);
    this.log.append(bytes, () => this.#take(document));
    this.#put(key, document, bytes.length);
    return document;
  }

  /** Puts a new version in a document's place; false when nothing would change. */
  replace(previous: Doc, document: Doc): boolean {
    if (!equalValues(previous['_id'], document['_id'])) {
      refuse(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
    }
    if (identical(previous, document)) return false;
    const bytes = encodeRecord('put', encodeStored(document));
    for (const index of this.#indexes.values()) {
      index.refuseDuplicate(document, this.namespace, previous);
    }
    const key = valueKey(document['_id']);
    const previousBytes = this.#entries.get(key)?.bytes ?? 0;
    this.log.append(bytes, () => {
      this.#forget(document);
      this.#put(key, previous, previousBytes);
    });
    this.#forget(previous);
    this.#put(key, document, bytes.length);
    return true;
  }

  remove(document: Doc): void {
    const key = valueKey(document['_id']);
    const bytes = this.#entries.get(key)?.bytes ?? 0;
    // One that comes back comes last: the order is promised to nobody who does not sort.
    this.log.append(removeRecord(document['_id']), () => this.#put(key, document, bytes));
    this.#take(document);
  }

  get indexSpecs(): IndexSpec[] {
    return [...this.#indexes.values()].map(({ spec }) => spec);
  }

  /** Builds an index; refused when documents that are there already break it. */
  createIndex(spec: IndexSpec): void {
    const index = new HashIndex(spec);
    for (const { document } of this.#entries.values()) {
      index.refuseDuplicate(document, this.namespace);
      index.add(document);
    }
    this.log.append(createIndexRecord(spec.source), () => this.#indexes.delete(spec.name));
    this.#indexes.set(spec.name, index);
  }

  dropIndex(name: string): void {
    const index = this.#indexes.get(name);
    if (index === undefined) return;
    // Changes that came later are taken back before, so it knows the documents as they are then.
    this.log.append(dropIndexRecord(name), () => this.#indexes.set(name, index));
    this.#indexes.delete(name);
  }

  #put(key: string, document: Doc, bytes: number): void {
    this.#entries.set(key, { document, bytes });
    this.log.addLiveBytes(bytes);
    for (const index of this.#indexes.values()) index.add(document);
  }

  #take(document: Doc): void {
    this.#forget(document);
    this.#entries.delete(valueKey(document['_id']));
  }

  /** Takes a version out of the indexes; its place in the order stays until it is deleted. */
  #forget(document: Doc): void {
    for (const index of this.#indexes.values()) index.remove(document);
    this.log.addLiveBytes(-(this.#entries.get(valueKey(document['_id']))?.bytes ?? 0));
  }

  #duplicateId(id: unknown): never {
    return refuse(
      11000,
      `E11000 duplicate key error collection: ${this.namespace} index: _id_ dup key: { _id: ${JSON.stringify(id)} }`,
      { keyPattern: { _id: 1 }, keyValue: { _id: id } },
    );
  }
}

function* recordsOf(specs: readonly IndexSpec[], documents: readonly Doc[]): Generator<Uint8Array> {
  for (const { source } of specs) yield createIndexRecord(source);
  for (const document of documents) yield encodeRecord('put', encode(document));
}

function checkId(id: unknown): void {
  const type = typeName(id);
  if (type === 'array' || type === 'regex') refuse(2, `The '_id' value cannot be of type ${type}`);
}
