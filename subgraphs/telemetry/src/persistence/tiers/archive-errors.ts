import { PublicError, serviceUnavailable } from '@waris/service-kit';
import type { ArchiveStore } from './archive-store.ts';

/** A file of the archive is damaged or gone, although the archive itself answers. */
export class UnreadableFileError extends Error {
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} of the archive cannot be read: ${oneLine(reason)}`, options);
    this.name = 'UnreadableFileError';
  }
}

/** The archive does not answer: no file of it can be had just now. */
class ArchiveAwayError extends Error {
  constructor(cause: unknown) {
    super(`The archive does not answer: ${reasonOf(cause)}`, { cause });
    this.name = 'ArchiveAwayError';
  }
}

export const reasonOf = (error: unknown) =>
  oneLine(error instanceof Error ? error.message : String(error));

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').replace(/\.$/, '');

/** As the store's, with errors that tell a file that is gone from an archive that is. */
export async function pathIn(archive: ArchiveStore, name: string): Promise<string> {
  return archive.pathOf(name).catch((error: unknown) => {
    throw error instanceof UnreadableFileError ? error : new ArchiveAwayError(error);
  });
}

/** What is wrong with a file, and the way out. */
export const explain = ({ message }: UnreadableFileError) =>
  `${message}. Put that file back from a backup and try again; \`waris doctor\` names the files that are missing or damaged.`;

/** For callers, who may come again when the file or the archive is back; other errors as they are. */
export function archiveOutageOr(error: unknown): unknown {
  if (error instanceof UnreadableFileError) {
    return new PublicError('SERVICE_UNAVAILABLE', explain(error), error);
  }
  return error instanceof ArchiveAwayError
    ? serviceUnavailable('The archive of readings', error)
    : error;
}
