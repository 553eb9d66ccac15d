import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRejectedFile } from './rejected-file.ts';

describe('the file of rejected rows', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waris-rejected-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const head = 'file,line,column,reason,message\n';
  const kept = '"a,""b.csv",12,ค่า,NOT_A_NUMBER,x\n';

  it('keeps what an interrupted import had rejected for good, and no more', async () => {
    const file = join(folder, 'r.csv');
    await writeFile(file, `${head}${kept}"a,""b.csv",900,ค่า,NOT_A_NUMBER,x\n"a,""b`);
    const rejected = await openRejectedFile(file, 500);
    rejected.stream.write('a.csv,700,,X,y\n');
    await rejected.close(true);
    expect(await readFile(file, 'utf8')).toBe(`${head}${kept}a.csv,700,,X,y\n`);
  });

  it('is named when it cannot be made', async () => {
    const file = join(folder, 'absent', 'r.csv');
    await expect(openRejectedFile(file, 0)).rejects.toThrow(
      `${file}, the file of rejected rows, cannot be written (ENOENT). Name another with --rejected.`,
    );
  });

  it('is named when its disk is full, and a device is not removed', async () => {
    const rejected = await openRejectedFile('/dev/full', 0);
    const failed = await new Promise((resolve) => {
      rejected.stream.write('a.csv,1,,X,y\n', resolve);
    });
    const named = /^\/dev\/full, the file .* \(ENOSPC\)\. .* --rejected and import again/;
    expect(String(rejected.explained(failed))).toMatch(/\(ENOSPC\)/);
    await expect(rejected.close(true)).rejects.toThrow(named);
    await (await openRejectedFile('/dev/null', 0)).close(false);
    expect(existsSync('/dev/null')).toBe(true);
  });

  it('begins empty without one, and goes when nothing was rejected', async () => {
    const file = join(folder, 'r.csv');
    await writeFile(file, `${head}${kept}`);
    await (await openRejectedFile(file, 0)).close(true);
    expect(await readFile(file, 'utf8')).toBe('');
    await (await openRejectedFile(join(folder, 'new.csv'), 10)).close(false);
    await expect(readFile(join(folder, 'new.csv'))).rejects.toThrow('ENOENT');
  });
});
