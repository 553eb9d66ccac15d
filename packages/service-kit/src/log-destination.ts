import { mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DestinationStream } from 'pino';
import { StartError } from './errors.ts';

const standardOutput = 1;
const mostWaitingBytes = 2 ** 20;

/** Writes the start of some bytes and says how many; throws when there is no room. */
export type Append = (bytes: Buffer) => number;

/** Appends to a file, made when absent, or writes to standard output. */
export function logDestination(file: string | null = null): DestinationStream {
  const descriptor = file === null ? standardOutput : openToAppend(file);
  return new PatientLog((bytes) => writeSync(descriptor, bytes));
}

function openToAppend(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, 'a');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartError(`The log ${file} cannot be written (${code ?? message}).`, {
      cause: error,
    });
  }
}

/**
 * A log that cannot be written (its disk is full) ends nobody's work: its lines wait, and go out
 * whole and in order before the next one. Too many are counted instead of kept.
 */
export class PatientLog implements DestinationStream {
  readonly #append: Append;
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #lostLines = 0;

  constructor(append: Append) {
    this.#append = append;
  }

  write(line: string): void {
    this.#keep(line);
    try {
      this.#writeWaiting();
    } catch {
      // The next line tries again.
    }
  }

  #keep(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#waitingBytes + bytes.length > mostWaitingBytes) {
      this.#lostLines += 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  #writeWaiting(): void {
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      const written = this.#append(next);
      this.#waitingBytes -= written;
      if (written < next.length) this.#waiting[0] = next.subarray(written);
      else this.#waiting.shift();
      if (this.#waiting.length === 0) this.#tellOfLostLines();
    }
  }

  #tellOfLostLines(): void {
    if (this.#lostLines === 0) return;
    const msg = `${this.#lostLines} lines of the log found no room and are lost.`;
    this.#lostLines = 0;
    this.#keep(`${JSON.stringify({ level: 40, time: new Date().toISOString(), msg })}\n`);
  }
}
