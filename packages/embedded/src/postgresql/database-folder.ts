import { constants } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DataDirectoryError } from '../errors.ts';
import { openPGlite } from './pglite.ts';

const MARKER = 'waris-engine.json';
const POSTGRESQL_MAJOR = '18';
const CONTROL_FILE_LENGTH = 8192;
const CONTROL_VERSION_OFFSET = 8;
const CONTROL_VERSION = 1800;
const REQUIRED = ['global/pg_control', 'base', 'pg_wal', 'postgresql.conf'];

const Marker = z.object({ engine: z.literal('pglite'), postgresql: z.string() });
const Package = z.object({ version: z.string() });

/** Makes sure `directory` holds a database of ours, copying the template into a new one. */
export async function prepareDatabaseFolder(directory: string, cache: string): Promise<void> {
  const entries = await readdir(directory).catch(nullWhenMissing);
  if (entries !== null && entries.length > 0) {
    await checkDatabaseFolder(directory);
    return;
  }
  const template = await ensureTemplate(cache);
  await replaceAtomically(directory, async (target) => {
    await cp(template, target, { recursive: true, mode: constants.COPYFILE_FICLONE });
  });
}

async function checkDatabaseFolder(directory: string): Promise<void> {
  const text = await readFile(join(directory, MARKER), 'utf8').catch(nullWhenMissing);
  const marker = Marker.safeParse(parseJson(text ?? ''));
  if (!marker.success) {
    throw new DataDirectoryError(directory, 'it holds files, but no database made by WARIS.');
  }
  const version =
    (await readFile(join(directory, 'PG_VERSION'), 'utf8').catch(nullWhenMissing)) ?? '';
  if (marker.data.postgresql !== POSTGRESQL_MAJOR || version.trim() !== POSTGRESQL_MAJOR) {
    throw new DataDirectoryError(
      directory,
      `it was made for PostgreSQL ${version.trim() || 'of unknown version'}; this WARIS needs ${POSTGRESQL_MAJOR}.`,
    );
  }
  for (const part of REQUIRED) {
    if ((await stat(join(directory, part)).catch(nullWhenMissing)) === null) {
      throw new DataDirectoryError(directory, `it is damaged: ${part} is missing.`);
    }
  }
  await checkControlFile(directory);
}

/** PostgreSQL would write to the folder before it noticed that this file is not whole. */
async function checkControlFile(directory: string): Promise<void> {
  const control = await readFile(join(directory, 'global/pg_control'));
  const isWhole = control.length === CONTROL_FILE_LENGTH;
  if (!isWhole || control.readUInt32LE(CONTROL_VERSION_OFFSET) !== CONTROL_VERSION) {
    throw new DataDirectoryError(directory, 'it is damaged: global/pg_control is not whole.');
  }
}

/** A database with the extensions created, made once per user and set of versions. */
async function ensureTemplate(cache: string): Promise<string> {
  const template = join(cache, `postgresql-template-${await versions()}`);
  if ((await stat(template).catch(nullWhenMissing)) === null) {
    await mkdir(cache, { recursive: true });
    await replaceAtomically(template, async (target) => {
      await mkdir(target, { mode: 0o700 });
      const db = await openPGlite(target);
      await db.exec('create extension postgis; create extension vector');
      await db.close();
      const marker = { engine: 'pglite', postgresql: POSTGRESQL_MAJOR };
      await writeFile(join(target, MARKER), `${JSON.stringify(marker)}\n`);
    });
  }
  return template;
}

async function versions(): Promise<string> {
  const names = ['pglite', 'pglite-postgis', 'pglite-pgvector'];
  const found = await Promise.all(
    names.map(async (name) => {
      const main = new URL(import.meta.resolve(`@electric-sql/${name}`));
      const text = await readFile(new URL('../package.json', main), 'utf8');
      return Package.parse(JSON.parse(text)).version;
    }),
  );
  return found.join('-');
}

/** Fills a folder beside `target` and renames it, so that `target` is whole or absent. */
async function replaceAtomically(
  target: string,
  fill: (path: string) => Promise<void>,
): Promise<void> {
  const temporary = `${target}.new-${process.pid}-${Date.now()}`;
  try {
    await fill(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process may have been faster; its folder is as good.
    if ((await readdir(target).catch(() => [])).length === 0) {
      throw error;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function nullWhenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') {
    return null;
  }
  throw error;
}
