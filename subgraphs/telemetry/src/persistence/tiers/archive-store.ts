import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UnreadableFileError } from './archive-errors.ts';

/** Where the files of the archive are kept: a folder, or a store of objects. */
export type ArchiveStore = {
  /** Has `write` make a file, and keeps it under `name` once it is safely on disk. */
  put(name: string, write: (path: string) => Promise<void>): Promise<StoredFile>;
  /** A path under which the file can be read; throws an UnreadableFileError when there is none. */
  pathOf(name: string): Promise<string>;
  /** Nothing to do when it is gone already. */
  remove(name: string): Promise<void>;
  list(): Promise<readonly ListedFile[]>;
};

export type ListedFile = {
  readonly name: string;
  readonly writtenAt: Date;
  readonly byteCount: number;
};

export type StoredFile = { readonly byteCount: number; readonly sha256: string };

/**
 * Reads again when a file is gone that the database named: files of a month may have been made
 * one in between, and then the database names the new one.
 */
export async function retryOnMissingFile<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    return read();
  }
}

/** What is being written bears this until it is whole. */
const unfinished = '.writing';

export function openArchiveFolder(folder: string): ArchiveStore {
  const full = (name: string) => join(folder, name);
  return {
    put: async (name, write) => {
      const path = full(name);
      await mkdir(dirname(path), { recursive: true });
      try {
        await write(path + unfinished);
        await sync(path + unfinished);
      } catch (error) {
        // On a full disk what is half written must not keep the rest from fitting.
        await rm(path + unfinished, { force: true });
        throw error;
      }
      const { size } = await stat(path + unfinished);
      const sha256 = await hashOf(path + unfinished);
      await rename(path + unfinished, path);
      await sync(dirname(path));
      return { byteCount: size, sha256 };
    },
    pathOf: async (name) => {
      await stat(full(name)).catch(async (error: NodeJS.ErrnoException) => {
        // Without the folder it is not this file that is missing.
        await stat(folder);
        throw new UnreadableFileError(name, error.message, { cause: error });
      });
      return full(name);
    },
    remove: (name) => rm(full(name), { force: true }),
    list: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return [];
          throw error;
        },
      );
      const files = entries.filter((entry) => entry.isFile());
      return Promise.all(
        files.map(async (entry) => {
          const path = join(entry.parentPath, entry.name);
          const { mtime, size } = await stat(path);
          return { name: relative(folder, path), writtenAt: mtime, byteCount: size };
        }),
      );
    },
  };
}

/** Hands a file or folder to the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
