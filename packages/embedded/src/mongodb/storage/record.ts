import type { Doc } from '../values/bson.ts';
import { decode, encode } from '../values/bson.ts';

/** What a log says happened to its collection. */
export type LogRecord =
  | { readonly kind: 'put'; readonly document: Doc }
  | { readonly kind: 'remove'; readonly id: unknown }
  | { readonly kind: 'createIndex'; readonly spec: Doc }
  | { readonly kind: 'dropIndex'; readonly name: string };

const kinds = ['put', 'remove', 'createIndex', 'dropIndex'] as const;

export function encodeRecord(kind: (typeof kinds)[number], bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([kinds.indexOf(kind)]), bytes]);
}

export const removeRecord = (id: unknown): Buffer => encodeRecord('remove', encode({ id }));
export const createIndexRecord = (spec: Doc): Buffer => encodeRecord('createIndex', encode(spec));
export const dropIndexRecord = (name: string): Buffer =>
  encodeRecord('dropIndex', encode({ name }));

/** Reads the records of a checked payload; null means that it is not what this version writes. */
export function decodeRecords(payload: Buffer): { record: LogRecord; bytes: number }[] | null {
  const records: { record: LogRecord; bytes: number }[] = [];
  let at = 0;
  while (at < payload.length) {
    const kind = kinds[payload[at] ?? -1];
    const length = at + 5 <= payload.length ? payload.readInt32LE(at + 1) : -1;
    if (kind === undefined || length < 5 || at + 1 + length > payload.length) return null;
    const document = decode(payload.subarray(at + 1, at + 1 + length));
    records.push({ record: toRecord(kind, document), bytes: length + 1 });
    at += 1 + length;
  }
  return records;
}

function toRecord(kind: (typeof kinds)[number], document: Doc): LogRecord {
  switch (kind) {
    case 'put':
      return { kind, document };
    case 'remove':
      return { kind, id: document['id'] };
    case 'createIndex':
      return { kind, spec: document };
    case 'dropIndex':
      return { kind, name: String(document['name']) };
  }
}
