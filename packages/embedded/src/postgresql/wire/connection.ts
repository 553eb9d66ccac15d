import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { readCString, splitFrames } from './frames.ts';
import type { Frame } from './frames.ts';
import { ASK_PASSWORD, fatalError, NO_ENCRYPTION, welcome } from './replies.ts';
import type { Scheduler } from './scheduler.ts';
import { Session } from './session.ts';
import { readStartup } from './startup.ts';

export type ConnectionOptions = {
  readonly id: number;
  readonly password: string;
  readonly reportedSettings: ReadonlyMap<string, string>;
  readonly scheduler: Scheduler;
};

type Phase =
  | { kind: 'startup' }
  | { kind: 'password'; settings: Map<string, string> }
  | { kind: 'ready'; session: Session };

/** One client: start-up, password, then messages handed to its session. */
export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  #phase: Phase = { kind: 'startup' };
  #received: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    // An error is followed by `close`, which does what is needed.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#close());
  }

  get session(): Session | null {
    return this.#phase.kind === 'ready' ? this.#phase.session : null;
  }

  refuse(code: string, message: string): void {
    this.#socket.end(fatalError(code, message));
    this.#socket.destroySoon();
  }

  #receive(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    try {
      while (this.#phase.kind === 'startup' && this.#readStartup());
      if (this.#phase.kind !== 'startup') {
        const { frames, rest } = splitFrames(this.#received);
        this.#received = rest;
        frames.forEach((message) => this.#handle(message));
      }
    } catch (error) {
      this.refuse('08P01', error instanceof Error ? error.message : String(error));
    }
  }

  /** True when another start-up packet may follow in what was received. */
  #readStartup(): boolean {
    const packet = readStartup(this.#received);
    if (packet.kind === 'incomplete') {
      return false;
    }
    this.#received = this.#received.subarray(packet.length);
    if (packet.kind === 'encryption') {
      this.#socket.write(NO_ENCRYPTION);
    } else if (packet.kind === 'refused') {
      this.#socket.destroy();
    } else {
      this.#phase = { kind: 'password', settings: packet.settings };
      this.#socket.write(ASK_PASSWORD);
    }
    return packet.kind === 'encryption';
  }

  #handle(message: Frame): void {
    if (this.#phase.kind === 'password') {
      this.#checkPassword(message, this.#phase.settings);
    } else if (message.type === 'X') {
      this.#socket.end();
    } else if (this.#phase.kind === 'ready') {
      const { session } = this.#phase;
      session.receive(message);
      if (session.jobs.length > 0) {
        this.#options.scheduler.wake(session);
      }
    }
  }

  #checkPassword(message: Frame, settings: Map<string, string>): void {
    const given = Buffer.from(message.type === 'p' ? readCString(message.bytes, 5).text : '');
    const expected = Buffer.from(this.#options.password);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      this.refuse('28P01', 'password authentication failed');
      return;
    }
    const session = new Session(this.#options.id, settings, (bytes) => this.#socket.write(bytes));
    this.#phase = { kind: 'ready', session };
    this.#socket.write(welcome(this.#options.reportedSettings, this.#options.id));
  }

  #close(): void {
    const { session } = this;
    if (session !== null) {
      session.isClosed = true;
      this.#options.scheduler.wake(session);
    }
  }
}
