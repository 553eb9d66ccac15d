const HEADER_LENGTH = 5;
const READY = 'Z'.charCodeAt(0);
const COPY_IN = 'G'.charCodeAt(0);
const ERROR = 'E'.charCodeAt(0);

/**
 * Passes an answer on, holding two kinds of messages back: invitations to send rows, which
 * the client already has, and "ready", of which PGlite sends two when a prepared statement fails.
 */
export class AnswerFilter {
  readonly #send: (bytes: Buffer) => void;
  readonly #onError: (message: Buffer) => void;
  #header: Buffer = Buffer.alloc(0);
  #remaining = 0;
  #isHeldBack = false;
  #ready: Buffer[] = [];
  #error: Buffer[] | null = null;

  /** `onError` gets each error, whole. */
  constructor(send: (bytes: Buffer) => void, onError: (message: Buffer) => void = () => undefined) {
    this.#send = send;
    this.#onError = onError;
  }

  push(chunk: Buffer): void {
    let bytes = this.#header.length === 0 ? chunk : Buffer.concat([this.#header, chunk]);
    this.#header = Buffer.alloc(0);
    // Neighbours that are both sent go out in one piece.
    let sendable = 0;
    let offset = 0;
    while (offset < bytes.length) {
      if (this.#remaining === 0) {
        if (bytes.length - offset < HEADER_LENGTH) {
          this.#header = bytes.subarray(offset);
          bytes = bytes.subarray(0, offset);
          break;
        }
        this.#beginMessage(bytes, offset);
      }
      const end = Math.min(offset + this.#remaining, bytes.length);
      this.#remaining -= end - offset;
      this.#noteError(bytes.subarray(offset, end));
      if (this.#isHeldBack) {
        this.#sendPart(bytes.subarray(sendable, offset));
        this.#ready.push(bytes.subarray(offset, end));
        sendable = end;
      }
      offset = end;
    }
    this.#sendPart(bytes.subarray(sendable));
  }

  /** Ends the answer; a batch that is not over gets no "ready". */
  end(isBatchOver: boolean): void {
    const ready = Buffer.concat(this.#ready);
    if (isBatchOver && ready.length > 0) {
      this.#send(ready);
    }
  }

  #beginMessage(bytes: Buffer, offset: number): void {
    const type = bytes[offset];
    this.#remaining = 1 + bytes.readInt32BE(offset + 1);
    this.#error = type === ERROR ? [] : null;
    this.#isHeldBack = type === READY || type === COPY_IN;
    if (this.#isHeldBack) {
      this.#ready = [];
    }
  }

  #noteError(part: Buffer): void {
    if (this.#error === null) return;
    this.#error.push(part);
    if (this.#remaining === 0) this.#onError(Buffer.concat(this.#error));
  }

  #sendPart(bytes: Buffer): void {
    if (bytes.length > 0) {
      this.#send(bytes);
    }
  }
}
