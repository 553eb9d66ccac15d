import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type SmallDisk = { readonly folder: string; remove(): void };

/** A file system in memory of so many megabytes; else why there is none. */
function mountSmallDisk(sizeMb: number): SmallDisk | string {
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

/** `describe` with the folder of a small disk where one can be had; else a skip that says why. */
export function describeOnSmallDisk(
  sizeMb: number,
  name: string,
  body: (folder: string) => void,
): void {
  const disk = mountSmallDisk(sizeMb);
  if (typeof disk === 'string') {
    describe.skip(`${name} (${disk})`, () => body(''));
    return;
  }
  describe(name, () => {
    body(disk.folder);
    afterAll(() => disk.remove());
  });
}
