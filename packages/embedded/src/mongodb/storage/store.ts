import { basename } from 'node:path';
import { refuse } from '../errors.ts';
import { Collection } from './collection.ts';
import type { DataDirectory } from './directory.ts';
import { openDirectory } from './directory.ts';
import { Log, createLogFile } from './log.ts';
import { replayLog } from './read-log.ts';

export interface StoreOptions {
  readonly dataDir: string;
  /** A log smaller than this is never compacted. */
  readonly compactAbove?: number;
}

/** All databases of one folder. */
export class Store {
  readonly #directory: DataDirectory;
  readonly #options: StoreOptions;
  readonly #databases = new Map<string, Map<string, Collection>>();

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#directory = openDirectory(options.dataDir);
    try {
      for (const { database, collection, path } of this.#directory.files) {
        this.#open(database, collection, path);
      }
    } catch (error) {
      this.#directory.release();
      throw error;
    }
  }

  #open(database: string, name: string, path: string): Collection {
    const collection = new Collection(`${database}.${name}`);
    const size = replayLog(path, (record, bytes) => collection.replay(record, bytes));
    const compactAbove = this.#options.compactAbove;
    collection.attach(
      new Log({
        path,
        size,
        snapshot: () => collection.snapshot(),
        ...(compactAbove === undefined ? {} : { compactAbove }),
      }),
    );
    const collections = this.#databases.get(database) ?? new Map<string, Collection>();
    this.#databases.set(database, collections.set(name, collection));
    return collection;
  }

  find(database: string, name: string): Collection | undefined {
    return this.#databases.get(database)?.get(name);
  }

  /** The collection, made durably if it does not exist. */
  ensure(database: string, name: string): Collection {
    const existing = this.find(database, name);
    if (existing !== undefined) return existing;
    checkDatabase(database);
    checkCollection(database, name);
    const path = this.#directory.pathOf(database, name);
    if (basename(path).length > 250)
      refuse(73, `Fully qualified namespace is too long: ${database}.${name}`);
    createLogFile(path);
    return this.#open(database, name, path);
  }

  collections(database: string): ReadonlyMap<string, Collection> {
    return this.#databases.get(database) ?? new Map<string, Collection>();
  }

  get databases(): ReadonlyMap<string, ReadonlyMap<string, Collection>> {
    return this.#databases;
  }

  drop(database: string, name: string): boolean {
    const collection = this.find(database, name);
    if (collection === undefined) return false;
    collection.log.drop();
    const collections = this.#databases.get(database);
    collections?.delete(name);
    if (collections?.size === 0) this.#databases.delete(database);
    return true;
  }

  async close(): Promise<void> {
    const logs = [...this.#databases.values()].flatMap((collections) =>
      [...collections.values()].map(({ log }) => log.close()),
    );
    await Promise.all(logs);
    this.#directory.release();
  }
}

export function checkDatabase(name: string): void {
  if (name === '' || Buffer.byteLength(name) > 63 || /[/\\. "$*<>:|?\0]/.test(name)) {
    refuse(73, `Invalid database name: '${name}'`);
  }
}

export function checkCollection(database: string, name: string): void {
  const valid =
    name !== '' && !/[\0$]/.test(name) && !name.startsWith('.') && !name.startsWith('system.');
  if (!valid) refuse(73, `Invalid collection name: '${database}.${name}'`);
}
