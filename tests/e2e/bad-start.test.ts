import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, occupyPort } from './support/free-port.ts';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import { waitUntilHealthy } from './support/wait-for.ts';
import { endAll, endOf, startWaris, type WarisProcess } from './support/waris-process.ts';

const startMs = 60_000;
import.meta.jest.setTimeout(60_000);

let dataDir: string;
// The same folder as it was while nobody used it.
let restingFolder: string;
let url: string;
let waris: WarisProcess;

// A running WARIS of its own: what is tried here must not disturb it.
beforeAll(async () => {
  dataDir = join(await makeTempFolder(), '.waris');
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const variables = { WARIS_DATA_DIR: dataDir, PORT: String(port), WARIS_DEMO: '0' };
  const first = startWaris(['up'], variables);
  await waitUntilHealthy(first, url, startMs);
  const { code } = await first.end('SIGTERM');
  if (code !== 0) throw new Error(`waris ended with ${code}.\n${first.stderr()}`);
  restingFolder = join(await makeTempFolder(), '.waris');
  await cp(dataDir, restingFolder, { recursive: true });
  waris = startWaris(['up'], variables);
  await waitUntilHealthy(waris, url, startMs);
}, 3 * startMs);

afterAll(async () => {
  await endAll();
  await removeTempFolders();
});

type Refusal = { readonly code: number | null; readonly stderr: string };

/** Runs a command that is to fail; one line on stderr and a code that says so. */
async function refusalOf(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Refusal> {
  const refused = startWaris(args, variables);
  const { code } = await endOf(refused, 30_000);
  const stderr = refused.stderr();
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^waris: /);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(code).toBe(1);
  return { code, stderr };
}

describe('a wrong setting', () => {
  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '40.5'],
    ['WARIS_DEMO', 'no'],
    ['WARIS_ADMIN_EMAIL', 'admin'],
    ['WARIS_ADMIN_PASSWORD', 'short'],
    ['WARIS_LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://127.0.0.1/waris'],
    ['MONGODB_URL', '127.0.0.1:27017'],
    ['REDIS_URL', 'not a url'],
    ['REDIS_SENTINELS', 'one'],
  ])('stops the start and names itself: %s=%s', async (name, value) => {
    const folder = await makeTempFolder();
    const variables = { WARIS_DATA_DIR: join(folder, '.waris'), [name]: value };
    const { stderr } = await refusalOf(['up'], variables);
    expect(stderr).toContain(name);
    // It may be a secret.
    expect(stderr).not.toContain(`"${value}"`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('of one service alone stops the whole in one line too', async () => {
    const folder = await makeTempFolder();
    const { stderr } = await refusalOf(['up'], {
      WARIS_DATA_DIR: join(folder, '.waris'),
      PORT: String(await freePort()),
      MQTT_URL: 'mqtt://127.0.0.1:1',
      MQTT_TOPICS: 'meters/{serial}',
    });
    expect(stderr).toMatch(/^waris: MQTT_TOPICS: .*\n$/);
  });

  it('stops a service and names each secret that is missing', async () => {
    const { stderr } = await refusalOf(['serve', 'gateway'], { PORT: '0' });
    expect(stderr).toContain('WARIS_TOKEN_SECRET is not set');
    expect(stderr).toContain('WARIS_VIEWER_SECRET is not set');
  });

  it('names the store that a service cannot do without', async () => {
    const secret = 'x'.repeat(32);
    const { stderr } = await refusalOf(['serve', 'network'], {
      PORT: '0',
      WARIS_VIEWER_SECRET: secret,
    });
    expect(stderr).toContain('DATABASE_URL is not set');
  });

  it('names a service that does not exist, and those that do', async () => {
    const { stderr } = await refusalOf(['serve', 'billing'], {});
    expect(stderr).toContain('billing');
    expect(stderr).toContain('telemetry');
  });

  it('names a supergraph that cannot be read, or is none', async () => {
    const file = join(await makeTempFolder(), 'graph.graphql');
    const args = ['serve', 'gateway', '--supergraph', file, '--port', '0', '--anonymous'];
    expect((await refusalOf(args, {})).stderr).toContain(file);
    await writeFile(file, 'type Query { a: Int');
    expect((await refusalOf(args, {})).stderr).toContain(file);
  });
});

describe('what is in the way', () => {
  it('is named when it is another program on the port', async () => {
    const { port, release } = await occupyPort();
    const folder = await makeTempFolder();
    const variables = { WARIS_DATA_DIR: join(folder, '.waris'), PORT: String(port) };
    const { stderr } = await refusalOf(['up'], variables);
    await release();
    expect(stderr).toContain(`ort ${port} is in use`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is named when it is a service on the port', async () => {
    const { port, release } = await occupyPort();
    const args = ['serve', 'gateway', '--port', String(port), '--anonymous'];
    const { stderr } = await refusalOf(args, {});
    await release();
    expect(stderr).toContain(`ort ${port} is in use`);
  });

  it('is named when it is another waris on the folder, which goes on', async () => {
    const { stderr } = await refusalOf(['up'], {
      WARIS_DATA_DIR: dataDir,
      PORT: String(await freePort()),
      WARIS_DEMO: '0',
    });
    expect(stderr).toContain(dataDir);
    expect(stderr).toContain('in use');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(waris.hasEnded()).toBe(false);
  });

  it('is named when it is a server that does not answer', async () => {
    const port = await freePort();
    const folder = await makeTempFolder();
    const { stderr } = await refusalOf(['up'], {
      WARIS_DATA_DIR: join(folder, '.waris'),
      PORT: String(await freePort()),
      DATABASE_URL: `postgres://waris:hidden-word@127.0.0.1:${port}/waris`,
    });
    expect(stderr).toContain('DATABASE_URL');
    expect(stderr).not.toContain('hidden-word');
  });
});

describe('a data folder that is not usable', () => {
  const start = async (folder: string) =>
    refusalOf(['up'], {
      WARIS_DATA_DIR: folder,
      PORT: String(await freePort()),
      WARIS_DEMO: '0',
    });

  it("is left as it was when it holds somebody's files", async () => {
    const folder = await makeTempFolder();
    await writeFile(join(folder, 'thesis.txt'), 'my only copy');
    const { stderr } = await start(folder);
    expect(stderr).toContain(folder);
    expect(await readdir(folder)).toEqual(['thesis.txt']);
    expect(await readFile(join(folder, 'thesis.txt'), 'utf8')).toBe('my only copy');
  });

  it('is left as it was when it is a file', async () => {
    const file = join(await makeTempFolder(), 'file');
    await writeFile(file, 'text');
    expect((await start(file)).stderr).toContain(file);
    expect(await readFile(file, 'utf8')).toBe('text');
  });

  it.each([
    ['its mark is damaged', (folder: string) => writeFile(join(folder, 'waris.json'), '{"format')],
    [
      'it is of a later version',
      (folder: string) =>
        writeFile(
          join(folder, 'waris.json'),
          '{"formatVersion":99,"createdAt":"2026-01-01T00:00:00.000Z"}',
        ),
    ],
    [
      'its documents are in another format',
      (folder: string) => writeFile(join(folder, 'mongodb', 'FORMAT'), 'other 7\n'),
    ],
    [
      'the log of some documents is damaged',
      (folder: string) => damageByte(join(folder, 'mongodb', 'waris@manuals.log'), 30),
    ],
    ['its secrets are damaged', (folder: string) => truncate(join(folder, 'secrets.json'), 20)],
    [
      'its database has lost its control file',
      (folder: string) => rm(join(folder, 'postgresql', 'global', 'pg_control')),
    ],
    [
      'its database has a control file of nothing',
      (folder: string) => truncate(join(folder, 'postgresql', 'global', 'pg_control'), 0),
    ],
  ])('is named and left alone when %s', async (_what, damage) => {
    const folder = join(await makeTempFolder(), '.waris');
    await cp(restingFolder, folder, { recursive: true });
    await damage(folder);
    const before = await listing(folder);
    const { stderr } = await start(folder);
    expect(stderr).toContain(folder);
    expect(await listing(folder)).toEqual(before);
  });

  it('is named when what it keeps of the demo is damaged', async () => {
    const folder = join(await makeTempFolder(), '.waris');
    await cp(restingFolder, folder, { recursive: true });
    await writeFile(join(folder, 'demo.json'), '');
    const { stderr } = await refusalOf(['up'], {
      WARIS_DATA_DIR: folder,
      PORT: String(await freePort()),
    });
    expect(stderr).toContain(`${join(folder, 'demo.json')} is damaged. Remove it`);
  });
});

async function damageByte(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  await writeFile(file, bytes);
}

async function listing(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries.toSorted();
}
