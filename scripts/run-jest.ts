import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** Runs a command with this terminal; resolves with its exit code. */
export function run(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs Jest projects and counts their tests; a suite that did not even start counts as failed. */
export async function runJest(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Tally> {
  const report = `${root}coverage/${name}.json`;
  await mkdir(`${root}coverage`, { recursive: true });
  await rm(report, { force: true });
  const code = await run(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      `${root}node_modules/jest/bin/jest.js`,
      '--maxWorkers=2',
      '--json',
      `--outputFile=${report}`,
      ...args,
    ],
    environment,
  );
  return readTally(report, code);
}

/** What a run of Jest reported; one that left no report has failed. */
export async function readTally(report: string, exitCode: number): Promise<Tally> {
  const text = await readFile(report, 'utf8').catch(() => null);
  if (text === null) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(text) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numRuntimeErrorTestSuites: number;
  };
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    // A run that ends badly has failed, whatever it counted: a set-up that threw, for one.
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: result.numPendingTests,
  };
}

export function sum(...tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.reduce((total, tally) => total + tally.failed, 0),
    skipped: tallies.reduce((total, tally) => total + tally.skipped, 0),
  };
}

/** The closing line of every test command; sets the exit code. */
export function conclude({ passed, failed, skipped }: Tally): void {
  const skippedText = skipped > 0 ? `, ${skipped} skipped` : '';
  process.stdout.write(`\n${passed} passed, ${failed} failed${skippedText}\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
