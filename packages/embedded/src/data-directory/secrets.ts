import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DataDirectoryError } from '../errors.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

const Secret = z.string().min(43);

export const Secrets = z.object({ tokenSecret: Secret, viewerSecret: Secret });
export type Secrets = z.infer<typeof Secrets>;

/**
 * The folder's secrets, 32 random bytes each, made the first time. Call under the folder's lock.
 * Damaged ones are refused rather than replaced: new ones would end every sign-in unseen.
 */
export async function ensureSecrets(directory: string): Promise<Secrets> {
  const path = join(directory, 'secrets.json');
  const kept = await readJsonFile(path, Secrets);
  if (kept !== null) {
    return kept;
  }
  if (existsSync(path)) {
    throw new DataDirectoryError(
      directory,
      'secrets.json is damaged. Remove it to have it made anew.',
    );
  }
  const made: Secrets = { tokenSecret: newSecret(), viewerSecret: newSecret() };
  await writeJsonFile(path, made);
  return made;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
