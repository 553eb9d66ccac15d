import { closeSync, fsyncSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { frameTarget, headerBytes, makeFrame } from './frame.ts';

/** The records of the state at the moment of the call, encoded as they are asked for. */
export type Snapshot = () => Iterable<Uint8Array>;

export interface LogOptions {
  readonly path: string;
  readonly size: number;
  readonly snapshot: Snapshot;
  readonly compactAbove?: number;
}

/** Distinguishes the temporary files of a collection and of a later one with its name. */
let compactions = 0;

const defaultCompactAbove = 4 * 1024 * 1024;

/** Makes a directory's entries durable. */
export function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

interface Change {
  readonly record: Uint8Array;
  /** Takes the change back from memory; called for the latest change first. */
  readonly undo: () => void;
}

/**
 * The append-only log of one collection: what waits together is written and synced together. What
 * cannot be written (the disk is full) is refused and taken back, and the next write tries anew.
 */
export class Log {
  readonly #options: LogOptions;
  #file: FileHandle | null = null;
  #pending: Change[] = [];
  #waiters: Waiter[] = [];
  #size: number;
  #compactAbove: number;
  #liveBytes = 0;
  #running: Promise<void> | null = null;
  #failure: Error | null = null;
  #dropped = false;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#compactAbove = options.compactAbove ?? defaultCompactAbove;
  }

  /** How many bytes the present state needs; what the file has beyond them is garbage. */
  addLiveBytes(bytes: number): void {
    this.#liveBytes += bytes;
  }

  /** Length of the file. */
  get size(): number {
    return this.#size;
  }

  /** Takes a change in; `undo` is called when it cannot be kept, before `flush` rejects. */
  append(record: Uint8Array, undo: () => void): void {
    if (this.#failure !== null) throw this.#failure;
    this.#pending.push({ record, undo });
  }

  /** Resolves when everything appended before is on disk. */
  flush(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#dropped || (this.#pending.length === 0 && this.#running === null))
      return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#start();
    });
  }

  async close(): Promise<void> {
    await this.flush().catch(() => undefined);
    await this.#running;
    // Nothing may be written any more: the folder may already be someone else's.
    this.#failure ??= new Error(`${this.#options.path} is closed`);
    await this.#file?.close();
    this.#file = null;
  }

  /** Deletes the file now; what is being written goes to nowhere. */
  drop(): void {
    this.#dropped = true;
    unlinkSync(this.#options.path);
    syncDirectory(dirname(this.#options.path));
    void this.close();
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#waiters.length > 0) this.#start();
    });
  }

  async #run(): Promise<void> {
    // One turn of the event loop, so that writes which arrived together are committed together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiters.length > 0) {
      const waiters = this.#waiters;
      const changes = this.#pending;
      [this.#waiters, this.#pending] = [[], []];
      try {
        if (this.#failure !== null) throw this.#failure;
        if (!this.#shouldCompact() || !(await this.#compact())) await this.#write(changes);
        for (const { resolve } of waiters) resolve();
      } catch (error) {
        await this.#cutBack();
        this.#refuse(error, changes, waiters);
      }
    }
  }

  async #write(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0 || this.#dropped) return;
    this.#file ??= await open(this.#options.path, 'r+');
    let end = this.#size;
    for (const frame of framesOf(changes.map(({ record }) => record))) {
      await writeFully(this.#file, frame, end);
      await this.#file.datasync();
      end += frame.length;
    }
    this.#size = end;
  }

  /** Cuts off what was written in part; where that fails too, nothing more is taken. */
  async #cutBack(): Promise<void> {
    try {
      await this.#file?.truncate(this.#size);
      await this.#file?.datasync();
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #giveUp(cause: unknown): void {
    this.#failure ??= new Error(`${this.#options.path} takes nothing more: ${String(cause)}`, {
      cause,
    });
  }

  /** What came meanwhile was built on what is taken back, and goes with it. */
  #refuse(reason: unknown, changes: readonly Change[], waiters: readonly Waiter[]): void {
    const refused = [...waiters, ...this.#waiters];
    for (const { undo } of [...changes, ...this.#pending].toReversed()) undo();
    [this.#waiters, this.#pending] = [[], []];
    for (const { reject } of refused) reject(reason);
  }

  #shouldCompact(): boolean {
    return !this.#dropped && this.#size > this.#compactAbove && this.#size > 2 * this.#liveBytes;
  }

  /**
   * Writes the present state, with all changes, to a new file and puts it in the old one's place.
   * False when there was no room for it: then the log goes on, and tries again after a while.
   */
  async #compact(): Promise<boolean> {
    const records = this.#options.snapshot();
    compactions += 1;
    const temporary = `${this.#options.path}.${compactions}.new`;
    let made: { file: FileHandle; size: number };
    try {
      made = await writeNew(temporary, records);
    } catch {
      this.#compactAbove = this.#size + (this.#options.compactAbove ?? defaultCompactAbove);
      return false;
    }
    if (this.#dropped) {
      await made.file.close();
      unlinkSync(temporary);
      return true;
    }
    await this.#replaceBy(temporary, made);
    return true;
  }

  async #replaceBy(temporary: string, { file, size }: { file: FileHandle; size: number }) {
    try {
      renameSync(temporary, this.#options.path);
      syncDirectory(dirname(this.#options.path));
      await this.#file?.close();
    } catch (error) {
      // Which of the two files has the name is unknown: more in either would promise too much.
      this.#giveUp(error);
      throw error;
    }
    this.#file = file;
    this.#size = size;
  }
}

/** A new file that is whole and on disk, or none. */
async function writeNew(
  path: string,
  records: Iterable<Uint8Array>,
): Promise<{ file: FileHandle; size: number }> {
  const file = await open(path, 'w');
  try {
    let size = 0;
    for (const frame of framesOf(records)) {
      await writeFully(file, frame, size);
      size += frame.length;
    }
    await file.sync();
    return { file, size };
  } catch (error) {
    await file.close();
    unlinkSync(path);
    throw error;
  }
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(
      bytes,
      written,
      bytes.length - written,
      position + written,
    );
    written += bytesWritten;
  }
}

function* framesOf(records: Iterable<Uint8Array>): Generator<Buffer> {
  let part: Uint8Array[] = [];
  let bytes = headerBytes;
  for (const record of records) {
    part.push(record);
    bytes += record.length;
    if (bytes >= frameTarget) {
      yield makeFrame(part);
      part = [];
      bytes = headerBytes;
    }
  }
  if (part.length > 0) yield makeFrame(part);
}

/** Creates an empty log that survives a power cut. */
export function createLogFile(path: string): void {
  const fd = openSync(path, 'a');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  syncDirectory(dirname(path));
}
