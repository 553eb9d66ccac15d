import { closeStatementFrame, SYNC } from './frames.ts';
import type { Frame } from './frames.ts';
import { copyInResponse } from './replies.ts';
import { refuseCopy, renameStatement } from './statement-names.ts';
import { copyFromClient, mayChangeSettings, statementText } from './statement-text.ts';

/** A piece of work for the engine. */
export type Job =
  | { kind: 'answer'; bytes: Buffer }
  /** `isOpen`: the client has asked for answers (Flush) before the end of its batch (Sync). */
  | { kind: 'execute'; bytes: Buffer; isOpen: boolean };

/** What one connection has sent and what of it the engine must know when it is its turn. */
export class Session {
  readonly id: number;
  readonly send: (bytes: Buffer) => void;
  readonly jobs: Job[] = [];
  /** Settings that differ from the engine's defaults; set again whenever it is this session's turn. */
  settings: ReadonlyMap<string, string>;
  mayHaveChangedSettings = false;
  isClosed = false;
  readonly #statements = new Set<string>();
  #batch: Buffer[] = [];
  #copy: Buffer[] | null = null;

  constructor(id: number, settings: ReadonlyMap<string, string>, send: (bytes: Buffer) => void) {
    this.id = id;
    this.settings = settings;
    this.send = send;
  }

  /** Adds one message; `jobs` grows when that completes a batch. */
  receive(message: Frame): void {
    if (this.#copy !== null) {
      this.#receiveCopy(message, this.#copy);
      return;
    }
    const sql = statementText(message);
    const copy = sql === null ? null : copyFromClient(sql);
    this.mayHaveChangedSettings ||= sql !== null && mayChangeSettings(sql);
    if (copy !== null && message.type === 'Q') {
      // The engine cannot wait for a client: rows are gathered first, then run in one piece.
      this.#copy = [message.bytes];
      this.jobs.push({ kind: 'answer', bytes: copyInResponse(copy.isBinary) });
      return;
    }
    this.#batch.push(this.#renamed(copy === null ? message : refuseCopy(message)));
    if (message.type === 'Q' || message.type === 'S' || message.type === 'F') {
      this.#endBatch(false);
    } else if (message.type === 'H') {
      this.#endBatch(true);
    }
  }

  /** Messages that remove what this session left in the engine. */
  farewell(): Buffer {
    return Buffer.concat([...[...this.#statements].map(closeStatementFrame), SYNC]);
  }

  #renamed(message: Frame): Buffer {
    return renameStatement(message, (name) => {
      const own = `w${this.id}_${name}`;
      if (message.type === 'P') {
        this.#statements.add(own);
      } else if (message.type === 'C') {
        this.#statements.delete(own);
      }
      return own;
    }).bytes;
  }

  #receiveCopy(message: Frame, copy: Buffer[]): void {
    if (message.type === 'd' || message.type === 'c' || message.type === 'f') {
      copy.push(message.bytes);
    }
    if (message.type === 'c' || message.type === 'f') {
      this.#copy = null;
      this.jobs.push({ kind: 'execute', bytes: Buffer.concat(copy), isOpen: false });
    }
  }

  #endBatch(isOpen: boolean): void {
    const bytes = Buffer.concat(this.#batch);
    this.#batch = [];
    this.jobs.push({ kind: 'execute', bytes, isOpen });
  }
}
