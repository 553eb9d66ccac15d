import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { enginesFolder } from './folders.ts';

/** The database's password: random, made once, readable by its owner only. */
export async function databasePassword(): Promise<string> {
  const path = enginesFolder('postgres-password');
  await mkdir(enginesFolder(), { recursive: true });
  // `wx` leaves a password that is there already as it is.
  await writeFile(path, randomBytes(18).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    },
  );
  return readFile(path, 'utf8');
}
