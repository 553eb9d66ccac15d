/** A data folder that cannot be used: not ours, another version, damaged, or in use. It was not changed. */
export class DataDirectoryError extends Error {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`Data folder ${path}: ${reason}`, options);
    this.name = 'DataDirectoryError';
    this.path = path;
    this.reason = reason;
  }
}
