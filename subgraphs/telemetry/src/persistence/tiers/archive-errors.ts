/** A file of the archive is damaged or gone, although the archive itself answers. */
export class UnreadableFileError extends Error {
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} of the archive cannot be read: ${oneLine(reason)}`, options);
    this.name = 'UnreadableFileError';
  }
}

/** The archive does not answer: no file of it can be had just now. */
export class ArchiveAwayError extends Error {
  constructor(cause: unknown) {
    super(`The archive does not answer: ${reasonOf(cause)}`, { cause });
    this.name = 'ArchiveAwayError';
  }
}

export const reasonOf = (error: unknown) =>
  oneLine(error instanceof Error ? error.message : String(error));

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
