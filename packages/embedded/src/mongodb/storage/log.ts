import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
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
  readonly reject: (error: Error) => void;
}

/** The append-only log of one collection: what waits together is written and synced together. */
export class Log {
  readonly #options: LogOptions;
  #file: FileHandle | null = null;
  #pending: Uint8Array[] = [];
  #waiters: Waiter[] = [];
  #size: number;
  #liveBytes = 0;
  #running: Promise<void> | null = null;
  #failure: Error | null = null;
  #dropped = false;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#size = options.size;
  }

  /** How many bytes the present state needs; what the file has beyond them is garbage. */
  addLiveBytes(bytes: number): void {
    this.#liveBytes += bytes;
  }

  /** Length of the file. */
  get size(): number {
    return this.#size;
  }

  append(record: Uint8Array): void {
    // After a failed write the file's state is unknown; taking more would promise too much.
    if (this.#failure !== null) throw this.#failure;
    this.#pending.push(record);
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
      this.#waiters = [];
      try {
        if (this.#failure !== null) throw this.#failure;
        if (this.#shouldCompact()) await this.#compact();
        else await this.#writePending();
        for (const { resolve } of waiters) resolve();
      } catch (error) {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
        for (const { reject } of waiters) reject(this.#failure);
      }
    }
  }

  async #writePending(): Promise<void> {
    const records = this.#pending;
    this.#pending = [];
    if (records.length === 0 || this.#dropped) return;
    this.#file ??= await open(this.#options.path, 'r+');
    for (const frame of framesOf(records)) {
      await writeFully(this.#file, frame, this.#size);
      await this.#file.datasync();
      this.#size += frame.length;
    }
  }

  #shouldCompact(): boolean {
    const least = this.#options.compactAbove ?? defaultCompactAbove;
    return !this.#dropped && this.#size > least && this.#size > 2 * this.#liveBytes;
  }

  /** Writes the present state to a new file and puts it in the old one's place. */
  async #compact(): Promise<void> {
    // The state already holds what is pending, so the new file replaces that too.
    const records = this.#options.snapshot();
    this.#pending = [];
    compactions += 1;
    const temporary = `${this.#options.path}.${compactions}.new`;
    const file = await open(temporary, 'w');
    let size = 0;
    for (const frame of framesOf(records)) {
      await writeFully(file, frame, size);
      size += frame.length;
    }
    await file.sync();
    if (this.#dropped) {
      await file.close();
      unlinkSync(temporary);
      return;
    }
    renameSync(temporary, this.#options.path);
    syncDirectory(dirname(this.#options.path));
    await this.#file?.close();
    this.#file = file;
    this.#size = size;
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
  const fd = openSync(path, 'wx');
  try {
    writeSync(fd, Buffer.alloc(0));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  syncDirectory(dirname(path));
}
