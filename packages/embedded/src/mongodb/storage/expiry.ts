import type { Doc } from '../values/bson.ts';
import { indexKeys } from '../values/paths.ts';
import type { Collection } from './collection.ts';
import type { IndexSpec } from './index-spec.ts';
import type { Store } from './store.ts';

/** The earliest date among a document's keys; null when it has none and so never expires. */
function earliest(document: Doc, { paths, partial }: IndexSpec): number | null {
  if (partial !== null && !partial(document)) return null;
  const times = indexKeys(document, paths)
    .flat()
    .filter((value) => value instanceof Date)
    .map((date) => date.getTime());
  return times.length === 0 ? null : Math.min(...times);
}

function expired(collection: Collection, now: number): Doc[] {
  const rules = collection.indexSpecs.filter(
    ({ expireAfterSeconds }) => expireAfterSeconds !== null,
  );
  if (rules.length === 0) return [];
  return collection.all().filter((document) =>
    rules.some((rule) => {
      const time = earliest(document, rule);
      return time !== null && time + (rule.expireAfterSeconds ?? 0) * 1000 <= now;
    }),
  );
}

/** Deletes what the TTL indexes say has had its time. */
export async function deleteExpired(store: Store, now: Date): Promise<void> {
  for (const collections of store.databases.values()) {
    for (const collection of collections.values()) {
      const documents = expired(collection, now.getTime());
      for (const document of documents) collection.remove(document);
      if (documents.length > 0) await collection.log.flush();
    }
  }
}
