import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isAlive } from '../data-directory/process-identity.ts';
import type { ProcessIdentity } from '../data-directory/process-identity.ts';
import type { EngineCommand } from './engine.ts';
import { answers } from './ports.ts';

const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;
const POLL_MS = 100;
const KEPT_LOG = 1500;

/** Starts a program that outlives this one and waits until it serves its port. */
export async function startProcess(
  command: EngineCommand,
  port: number,
  logPath: string,
): Promise<ProcessIdentity> {
  const log = await open(logPath, 'w', 0o600);
  const child = spawn(command.program, command.parameters, {
    cwd: command.folder ?? '/',
    env: { ...process.env, ...command.environment },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  await once(child, 'spawn');
  await log.close();
  child.unref();
  const identity = child.pid === undefined ? null : await identify(child.pid);
  if (identity === null) {
    throw new Error(`It ended at once. ${await lastWords(logPath)}`);
  }
  await waitForPort(identity, port, logPath);
  return identity;
}

/** Ends a process politely, then by force; one that is no longer the same is left alone. */
export async function stopProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
): Promise<void> {
  if (!(await signalIfSame(identity, signal))) {
    return;
  }
  const deadline = Date.now() + STOP_WITHIN_MS;
  while (Date.now() < deadline) {
    if (!(await isAlive(identity))) {
      return;
    }
    await delay(POLL_MS);
  }
  await signalIfSame(identity, 'SIGKILL');
}

async function signalIfSame(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<boolean> {
  const isSame = await isAlive(identity);
  if (isSame) {
    process.kill(identity.pid, signal);
  }
  return isSame;
}

async function waitForPort(
  identity: ProcessIdentity,
  port: number,
  logPath: string,
): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await answers(port))) {
    if (!(await isAlive(identity))) {
      throw new Error(`It ended before it served its port. ${await lastWords(logPath)}`);
    }
    if (Date.now() > deadline) {
      await stopProcess(identity, 'SIGTERM');
      throw new Error(`It did not serve port ${port} in time. ${await lastWords(logPath)}`);
    }
    await delay(POLL_MS);
  }
}

async function lastWords(logPath: string): Promise<string> {
  const text = await readFile(logPath, 'utf8').catch(() => '');
  return text.slice(-KEPT_LOG).trim();
}
