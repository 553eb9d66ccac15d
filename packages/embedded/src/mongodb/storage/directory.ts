import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { syncDirectory } from './log.ts';

/** The folder is not one that this store may use; nothing in it was changed. */
export class DataDirectoryError extends Error {}

const formatFile = 'FORMAT';
const lockFile = 'LOCK';
const format = 'waris-documents 1\n';
const temporaryFile = /\.log\.\d+\.new$/;
const inUse = new Set<string>();

interface LogFile {
  readonly database: string;
  readonly collection: string;
  readonly path: string;
}

export interface DataDirectory {
  readonly files: readonly LogFile[];
  pathOf(database: string, collection: string): string;
  release(): void;
}

// Upper-case letters are escaped too: some file systems do not tell them from the lower-case ones.
function escapeName(name: string): string {
  return Array.from(Buffer.from(name), (byte) => {
    const letter = String.fromCharCode(byte);
    return /[a-z0-9_.-]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}

function unescapeName(text: string): string | null {
  if (!/^([a-z0-9_.-]|%[0-9a-f]{2})+$/.test(text)) return null;
  const bytes = text.replace(/%(..)/g, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

function parseFileName(directory: string, name: string): LogFile | null {
  const match = /^([^@]+)@([^@]+)\.log$/.exec(name);
  const database = unescapeName(match?.[1] ?? '');
  const collection = unescapeName(match?.[2] ?? '');
  if (database === null || collection === null) return null;
  return { database, collection, path: join(directory, name) };
}

function writeDurably(path: string, text: string, flag: 'w' | 'wx'): void {
  const fd = openSync(path, flag, 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Opens, or makes, a folder of documents, and keeps other processes out of it. */
export function openDirectory(given: string): DataDirectory {
  const directory = resolve(given);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const names = readdirSync(directory).filter((name) => name !== lockFile);
  const formatPath = join(directory, formatFile);
  // One without a word in it was never finished: the disk was full, or the process killed.
  const isNew = !existsSync(formatPath) || statSync(formatPath).size === 0;
  if (isNew) {
    const foreign = names.find((name) => name !== formatFile);
    if (foreign !== undefined) {
      throw new DataDirectoryError(
        `${directory} is not a folder of WARIS documents: it contains ${foreign}`,
      );
    }
  } else if (readFileSync(formatPath, 'utf8') !== format) {
    throw new DataDirectoryError(`${formatPath} names another format than "${format.trim()}"`);
  }
  const files = names
    .filter((name) => name !== formatFile && !temporaryFile.test(name))
    .map((name) => {
      const file = parseFileName(directory, name);
      if (file === null)
        throw new DataDirectoryError(`${join(directory, name)} does not belong here; move it away`);
      return file;
    });
  lock(directory);
  if (isNew) writeDurably(formatPath, format, 'w');
  // What a compaction left half-done; the log it was to replace is still whole.
  for (const name of names) if (temporaryFile.test(name)) unlinkSync(join(directory, name));
  syncDirectory(directory);
  return {
    files,
    pathOf: (database, collection) =>
      join(directory, `${escapeName(database)}@${escapeName(collection)}.log`),
    release: () => {
      inUse.delete(directory);
      unlinkSync(join(directory, lockFile));
    },
  };
}

function lock(directory: string): void {
  const path = join(directory, lockFile);
  const mine = `${process.pid} ${startOf(process.pid)}`;
  if (inUse.has(directory))
    throw new DataDirectoryError(`${directory} is already open in this process`);
  if (existsSync(path)) {
    const holder = readFileSync(path, 'utf8');
    const pid = Number(holder.split(' ')[0]);
    if (holder !== mine && isAlive(pid) && holder === `${pid} ${startOf(pid)}`) {
      throw new DataDirectoryError(`${directory} is in use by process ${pid}`);
    }
    unlinkSync(path);
  }
  writeDurably(path, mine, 'wx');
  inUse.add(directory);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process started, so that a number used again is not taken for the old holder. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return 'unknown';
  }
}
