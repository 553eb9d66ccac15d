/** What the engine's thread is started with. */
export type WorkerOptions = {
  readonly dataDir: string;
  readonly cache: string;
  readonly port: number;
  readonly password: string;
  readonly maxConnections: number;
  readonly idleInTransactionMs: number;
};

/** What the engine's thread tells its owner. */
export type WorkerReport =
  | { kind: 'ready'; port: number }
  | { kind: 'refused'; path: string; reason: string }
  | { kind: 'failed'; reason: string }
  | { kind: 'stopped' };
