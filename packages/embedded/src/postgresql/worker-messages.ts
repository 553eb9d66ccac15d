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
  /** PostgreSQL gave up, as on a disk without room for its log; the thread may say no more. */
  | { kind: 'panicked'; reason: string }
  | { kind: 'stopped' };
