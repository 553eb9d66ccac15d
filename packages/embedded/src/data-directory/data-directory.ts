import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { DataDirectoryError } from '../errors.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { takeLock } from './lock.ts';
import { identify } from './process-identity.ts';
import { removeRunningEngines, writeRunningEngines } from './running-engines.ts';
import type { EngineUrls } from './running-engines.ts';
import { ensureSecrets } from './secrets.ts';
import type { Secrets } from './secrets.ts';
import { isUnfinishedJson } from './write-whole.ts';

const MARKER_FILE = 'waris.json';
const FORMAT_VERSION = 1;

const Marker = z.object({ formatVersion: z.number(), createdAt: z.iso.datetime() });

/** A `.waris` folder in use by this process until it is closed. */
export type DataDirectory = {
  readonly path: string;
  readonly postgresqlPath: string;
  readonly mongodbPath: string;
  readonly createdAt: Date;
  readonly secrets: Secrets;
  /** Tells other commands where the engines are. */
  announce(urls: EngineUrls): Promise<void>;
  close(): Promise<void>;
};

/** Opens the folder for this process alone, making it when it is absent or empty. */
export async function openDataDirectory(directory: string): Promise<DataDirectory> {
  const path = resolve(directory);
  await refuseForeignFolder(path);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const release = await takeLock(path);
  try {
    const marker = await ensureMarker(path);
    await removeRunningEngines(path);
    return {
      path,
      postgresqlPath: join(path, 'postgresql'),
      mongodbPath: join(path, 'mongodb'),
      createdAt: new Date(marker.createdAt),
      secrets: await ensureSecrets(path),
      announce: async (urls) => {
        const owner = await identify(process.pid);
        if (owner !== null) {
          await writeRunningEngines(path, owner, urls);
        }
      },
      close: async () => {
        await removeRunningEngines(path);
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function refuseForeignFolder(path: string): Promise<void> {
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw new DataDirectoryError(path, `it cannot be read (${error.code ?? error.message}).`);
  });
  // A process that makes the folder, at this moment or until it was killed, has its lock there
  // before the marker.
  const isOurs =
    entries.includes(MARKER_FILE) ||
    entries.every((name) => name.startsWith('lock') || isUnfinishedJson(name));
  if (!isOurs) {
    throw new DataDirectoryError(path, 'it holds files, but none of WARIS. Give another folder.');
  }
}

async function ensureMarker(path: string): Promise<z.infer<typeof Marker>> {
  const file = join(path, MARKER_FILE);
  const isNew = !(await readdir(path)).includes(MARKER_FILE);
  if (isNew) {
    const made = { formatVersion: FORMAT_VERSION, createdAt: new Date().toISOString() };
    await writeJsonFile(file, made);
    return made;
  }
  const marker = await readJsonFile(file, Marker);
  if (marker === null) {
    throw new DataDirectoryError(path, `${MARKER_FILE} is damaged.`);
  }
  if (marker.formatVersion !== FORMAT_VERSION) {
    throw new DataDirectoryError(
      path,
      `it has format ${marker.formatVersion}; this WARIS reads format ${FORMAT_VERSION}.`,
    );
  }
  return marker;
}
