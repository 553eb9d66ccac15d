import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SmallDisk = { readonly folder: string; remove(): void };

/** A file system in memory of so many megabytes; else why there is none. */
export function mountSmallDisk(sizeMb: number): SmallDisk | string {
  const folder = mkdtempSync(join(tmpdir(), 'waris-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', folder], {
      stdio: 'pipe',
    });
  } catch {
    rmdirSync(folder);
    return 'no tmpfs may be mounted here';
  }
  return {
    folder,
    remove: () => {
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}
