import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from './run-jest.ts';

const names = ['DATABASE_URL', 'MONGODB_URL', 'REDIS_URL', 'MILVUS_ADDRESS'] as const;

/** The servers whose URLs are set, or those that `pnpm engines up` starts. */
export async function startRealEngines(): Promise<Record<string, string>> {
  const set = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  if (set.length === names.length) return Object.fromEntries(set);

  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['packages/embedded/src/engines/main.ts', 'up', '--json'],
    { cwd: root, maxBuffer: 16 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as Record<string, string>;
}
