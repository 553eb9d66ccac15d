import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);
const main = fileURLToPath(new URL('packages/cli/src/main.ts', root));

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A `waris` command that runs as a process of its own, as a user would run it. */
export type WarisProcess = {
  readonly pid: number;
  readonly startedAtMs: number;
  stdout(): string;
  stderr(): string;
  /** Resolves once the process has ended and all it wrote was read. */
  readonly exit: Promise<Exit>;
  hasEnded(): boolean;
  /** Sends a signal and waits for the end; kills it and throws when that takes too long. */
  end(signal: NodeJS.Signals, withinMs?: number): Promise<Exit & { tookMs: number }>;
};

const running = new Set<WarisProcess>();

// The last resort, should a test file end without its afterAll.
process.on('exit', () => {
  for (const { pid } of running) killQuietly(pid);
});

/** Starts `waris …args` with these variables and nothing else of this process's own settings. */
export function startWaris(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): WarisProcess {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    cwd: fileURLToPath(root),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...variables },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('waris could not be spawned.');
  let stdout = '';
  let stderr = '';
  let ended = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exit = new Promise<Exit>((resolve) => {
    child.on('close', (code, signal) => {
      ended = true;
      running.delete(waris);
      resolve({ code, signal });
    });
  });
  const waris: WarisProcess = {
    pid,
    startedAtMs: performance.now(),
    stdout: () => stdout,
    stderr: () => stderr,
    exit,
    hasEnded: () => ended,
    end: (signal, withinMs = 20_000) => endProcess(waris, signal, withinMs),
  };
  running.add(waris);
  return waris;
}

async function endProcess(waris: WarisProcess, signal: NodeJS.Signals, withinMs: number) {
  const sentAtMs = performance.now();
  if (!waris.hasEnded()) process.kill(waris.pid, signal);
  const exit = await endOf(waris, withinMs);
  return { ...exit, tookMs: performance.now() - sentAtMs };
}

/** How the process ended; one that goes on for longer is killed, and that throws. */
export async function endOf(waris: WarisProcess, withinMs: number): Promise<Exit> {
  const waiting = new AbortController();
  const late = sleep(withinMs, null, { signal: waiting.signal }).catch(() => null);
  const exit = await Promise.race([waris.exit, late]);
  waiting.abort();
  if (exit !== null) return exit;
  killQuietly(waris.pid);
  await waris.exit;
  throw new Error(
    `waris went on for more than ${withinMs} ms.\n${waris.stdout()}${waris.stderr()}`,
  );
}

/** Ends whatever this file's tests have left running. */
export async function endAll(): Promise<void> {
  const left = Array.from(running);
  for (const { pid } of left) killQuietly(pid);
  await Promise.all(left.map((waris) => waris.exit));
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
