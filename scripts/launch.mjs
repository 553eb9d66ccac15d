/**
 * Runs one of our TypeScript programs as `npm start` and `npm test` do: installs with the pinned
 * pnpm when the lock file changed since the last time, then hands over to the workspace's own
 * Node. Plain JavaScript, because the Node that starts it may be an older one.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pnpm = 'pnpm@12.21.0';
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.waris-installed');

function run(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal === null ? code : 1));
  });
}

/** A signal for us is for the program; so is the end of the npm that started us. */
function forwardSignals(child) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500).unref();
}

/** What an install depends on: the lock file, and where the workspace lies. */
function installKey() {
  const lock = readFileSync(join(root, 'pnpm-lock.yaml'));
  return createHash('sha256').update(lock).update(root).digest('hex');
}

async function install() {
  const key = installKey();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  const code = await run('npx', ['--yes', pnpm, 'install', '--frozen-lockfile']);
  if (code !== 0) process.exit(code ?? 1);
  writeFileSync(stamp, key);
}

await install();
process.exitCode = await run(join(bin, 'node'), process.argv.slice(2));
