/** Something the machine lacks. The message says what to install, or which URL to set instead. */
export class PrerequisiteError extends Error {
  constructor(missing: string, remedy: string) {
    super(`${missing} ${remedy}`);
    this.name = 'PrerequisiteError';
  }
}
