import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../data-directory/process-identity.ts';
import { answers, freePort } from './ports.ts';
import { startProcess, stopProcess } from './process.ts';

const SERVER = `require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1')`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waris-process-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a process of an engine', () => {
  it('is started once its port answers, and ends when asked', async () => {
    const port = await freePort(0);
    const command = { program: process.execPath, parameters: ['-e', SERVER, String(port)] };
    const identity = await startProcess(command, port, join(folder, 'log'));
    expect(await answers(port)).toBe(true);
    await stopProcess(identity, 'SIGTERM');
    expect(await isAlive(identity)).toBe(false);
  });

  it('is left alone when its id now belongs to another', async () => {
    await stopProcess({ pid: process.pid, startedAt: 'long ago' }, 'SIGTERM');
    expect(await answers(await freePort(0))).toBe(false);
  });

  it('that fails to start says what it printed last', async () => {
    const command = { program: process.execPath, parameters: ['-e', 'throw new Error("no luck")'] };
    const start = startProcess(command, await freePort(0), join(folder, 'log'));
    await expect(start).rejects.toThrow('no luck');
  });

  it('gets another port when the one it prefers is taken', async () => {
    const port = await freePort(0);
    const command = { program: process.execPath, parameters: ['-e', SERVER, String(port)] };
    const identity = await startProcess(command, port, join(folder, 'log'));
    expect(await freePort(port)).not.toBe(port);
    await stopProcess(identity, 'SIGTERM');
  });
});
