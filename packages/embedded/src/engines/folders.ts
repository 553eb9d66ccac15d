import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { run } from './run.ts';

export function enginesFolder(...parts: string[]): string {
  return join(cacheFolder(), 'engines', ...parts);
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Makes a folder that is whole or absent: work happens in `<target>.partial`, which a
 * stopped attempt leaves behind for `make` to go on with or to begin anew.
 */
export async function provisionFolder(
  target: string,
  make: (partial: string) => Promise<void>,
): Promise<void> {
  if (await exists(target)) {
    return;
  }
  const partial = `${target}.partial`;
  await mkdir(dirname(target), { recursive: true });
  await make(partial);
  await rename(partial, target);
}

/** Removes a folder, but first unmounts what a stopped installation left mounted below it. */
export async function removeFolder(path: string): Promise<void> {
  const mounts = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  const below = mounts
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((mount) => mount.startsWith(`${path}/`));
  for (const mount of below.toReversed()) {
    await run('umount', [mount]);
  }
  await rm(path, { recursive: true, force: true });
}
