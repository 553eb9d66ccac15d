import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectoryError } from '../errors.ts';
import { openDataDirectory } from './data-directory.ts';
import { identify } from './process-identity.ts';
import { readRunningEngines } from './running-engines.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'waris-data-directory-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('a data folder', () => {
  it('keeps its secrets and birthday, and lets nobody else read the secrets', async () => {
    const path = join(root, '.waris');
    const first = await openDataDirectory(path);
    await first.close();
    const second = await openDataDirectory(path);
    await second.close();
    expect(second.secrets).toEqual(first.secrets);
    expect(second.createdAt).toEqual(first.createdAt);
    expect(Buffer.from(first.secrets.tokenSecret, 'base64url')).toHaveLength(32);
    expect(first.secrets.tokenSecret).not.toBe(first.secrets.viewerSecret);
    expect((await stat(join(path, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a second user while the first lives, naming its process', async () => {
    const first = await openDataDirectory(root);
    await expect(openDataDirectory(root)).rejects.toThrow(`in use by process ${process.pid}`);
    await first.close();
    await (await openDataDirectory(root)).close();
  });

  it('gives one of many that come at once the lock', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => openDataDirectory(root)),
    );
    const opened = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(opened).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') {
        await outcome.value.close();
      }
    }
  });

  it('takes over the lock of a dead process, also when its id lives on in another', async () => {
    await (await openDataDirectory(root)).close();
    const another = { pid: process.pid, startedAt: 'long ago' };
    await writeFile(join(root, 'lock.json'), JSON.stringify(another));
    const opened = await openDataDirectory(root);
    expect(JSON.parse(await readFile(join(root, 'lock.json'), 'utf8'))).toEqual(
      await identify(process.pid),
    );
    await opened.close();
  });

  it('is refused and left alone when it holds files of someone else', async () => {
    await writeFile(join(root, 'letter.txt'), 'Dear …');
    await expect(openDataDirectory(root)).rejects.toThrow(DataDirectoryError);
    expect(await readdir(root)).toEqual(['letter.txt']);
  });

  it('is made to the end when the process that began was killed in between', async () => {
    await writeFile(join(root, 'lock-1.json.new-7'), '');
    await writeFile(join(root, 'waris.json.new-7'), '{ "formatV');
    const opened = await openDataDirectory(root);
    await opened.close();
    expect(await readdir(root)).toEqual(expect.arrayContaining(['secrets.json', 'waris.json']));
  });

  it('is refused when a newer WARIS made it', async () => {
    const path = join(root, 'newer');
    await mkdir(path);
    const marker = { formatVersion: 2, createdAt: '2026-01-01T00:00:00.000Z' };
    await writeFile(join(path, 'waris.json'), JSON.stringify(marker));
    await expect(openDataDirectory(path)).rejects.toThrow('it has format 2');
    expect(await readdir(path)).toEqual(['waris.json']);
  });

  it('tells other commands of its engines only while they answer', async () => {
    const engine = createServer();
    await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
    const address = engine.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const urls = {
      postgresUrl: `postgresql://127.0.0.1:${port}/postgres`,
      mongoUrl: `mongodb://127.0.0.1:${port}/waris`,
    };
    const opened = await openDataDirectory(root);
    expect(await readRunningEngines(root)).toBeNull();
    await opened.announce(urls);
    expect(await readRunningEngines(root)).toEqual({
      ...urls,
      secrets: opened.secrets,
      pid: process.pid,
    });
    await new Promise((resolve) => engine.close(resolve));
    expect(await readRunningEngines(root)).toBeNull();
    await opened.close();
  });
});
