import type { Doc } from '../values/bson.ts';
import type { Store } from '../storage/store.ts';
import type { Cursors } from './cursors.ts';

/** What commands work with. */
export interface CommandContext {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly now: () => Date;
  readonly connectionId: number;
}

/** A command's name, database and arguments, its unknown ones already refused. */
export interface Call {
  readonly name: string;
  readonly database: string;
  readonly body: Doc;
}

export type Reply = Doc | Uint8Array;

export interface Command {
  /** The arguments that it understands. */
  readonly fields: readonly string[];
  /** MongoDB's arguments that are refused when they ask for anything. */
  readonly refused?: readonly string[];
  readonly run: (call: Call, context: CommandContext) => Reply | Promise<Reply>;
}
