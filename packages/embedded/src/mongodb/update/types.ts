import type { Doc } from '../values/bson.ts';

/** Where in a document an operator acts. Containers are copies that may be changed. */
export interface Slot {
  readonly path: string;
  get(): unknown;
  set(value: unknown): void;
  remove(): void;
}

/** Acts on one slot. */
export type Action = (slot: Slot) => void;

/** Everything an update may refer to besides the document. */
export interface UpdateContext {
  readonly now: Date;
  readonly isInsert: boolean;
  /** What `$` stands for, once a match found it. */
  readonly arrayIndex: number | undefined;
  /** The predicates of `$[name]`. */
  readonly arrayFilters: ReadonlyMap<string, (item: unknown) => boolean>;
}

/** A compiled update: the document before to the document after; the former is left as it is. */
export type Update = (document: Doc, context: UpdateContext) => Doc;
