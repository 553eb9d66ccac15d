import { spawn } from 'node:child_process';

export type RunOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Called with each line the program prints, for progress. */
  readonly onLine?: (line: string) => void;
};

const KEPT_OUTPUT = 4000;

/** Runs a program to its end and returns what it printed; throws, with its last words, when it fails. */
export function run(
  program: string,
  parameters: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: options.folder,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (bytes: Buffer): void => {
      output += bytes.toString();
      const line = output.trimEnd().split('\n').at(-1);
      options.onLine?.(line ?? '');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) {
        resolve(output);
      } else {
        const tail = output.slice(-KEPT_OUTPUT).trim();
        reject(new Error(`${program} ended with code ${code ?? 'by a signal'}: ${tail}`));
      }
    });
  });
}

/** Whether a program is there and runs with these parameters. */
export function succeeds(program: string, parameters: readonly string[]): Promise<boolean> {
  return run(program, parameters).then(
    () => true,
    () => false,
  );
}
