import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { trimCache } from './trim-cache.ts';

const now = Date.UTC(2026, 5, 20);

describe('the cache of the archive', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waris-cache-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const put = async (name: string, minutesAgo: number, bytes = 100) => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.alloc(bytes));
    const usedAt = new Date(now - minutesAgo * 60_000);
    await utimes(path, usedAt, usedAt);
  };
  const names = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted();

  it('loses what was not used for longest until it fits', async () => {
    await put('flow/2026-01/a.parquet', 300);
    await put('flow/2026-02/b.parquet', 100);
    await put('register/2026-01/c.parquet', 200);
    expect(await trimCache(folder, 200, now)).toBe(200);
    expect(await names()).toEqual(['b.parquet', 'c.parquet']);
    expect(await trimCache(folder, 200, now)).toBe(200);
    expect(await names()).toEqual(['b.parquet', 'c.parquet']);
  });

  it('keeps what may just be read, whatever it takes', async () => {
    await put('a.parquet', 1);
    await put('b.parquet', 2);
    expect(await trimCache(folder, 50, now)).toBe(200);
  });

  it('touches nothing that was not fetched, but what was fetched by half', async () => {
    await put('notes.txt', 500);
    await put('a.parquet.4711-1750000000000', 500);
    expect(await trimCache(folder, 0, now)).toBe(0);
    expect(await names()).toEqual(['notes.txt']);
  });
});
