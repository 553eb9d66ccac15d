/** The one PostgreSQL session that all connections take turns at. */
export interface Engine {
  /** Runs protocol messages; resolves when PostgreSQL has answered all of them. */
  execute(messages: Uint8Array, onAnswer: (bytes: Buffer) => void): Promise<void>;
  isInTransaction(): boolean;
  /** Settings that PostgreSQL reports to every new connection. */
  readonly reportedSettings: ReadonlyMap<string, string>;
}
