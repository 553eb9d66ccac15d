import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.ts';

const Secret = z.string().min(43);

export const Secrets = z.object({ tokenSecret: Secret, viewerSecret: Secret });
export type Secrets = z.infer<typeof Secrets>;

/** The folder's secrets, 32 random bytes each, made the first time. Call under the folder's lock. */
export async function ensureSecrets(directory: string): Promise<Secrets> {
  const path = join(directory, 'secrets.json');
  const kept = await readJsonFile(path, Secrets);
  if (kept !== null) {
    return kept;
  }
  const made: Secrets = { tokenSecret: newSecret(), viewerSecret: newSecret() };
  await writeJsonFile(path, made);
  return made;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
