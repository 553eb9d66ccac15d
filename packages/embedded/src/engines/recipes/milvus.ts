import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineRecipe } from '../engine.ts';
import { enginesFolder, exists } from '../folders.ts';
import { PrerequisiteError } from '../prerequisite-error.ts';
import { run, succeeds } from '../run.ts';

const VENV = enginesFolder('milvus-lite');
const COMPLETE = join(VENV, 'complete');
const DATA = enginesFolder('data', 'milvus');
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9'];
const IS_NEW_ENOUGH = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))';

export const milvus: EngineRecipe = {
  name: 'milvus',
  title: 'Milvus Lite',
  variable: 'MILVUS_ADDRESS',
  defaultPort: 19531,
  stopSignal: 'SIGTERM',
  provision: async (progress) => {
    // Programs of a virtual environment know its path, so it is made in place and marked when done.
    if (await exists(COMPLETE)) {
      return;
    }
    await run(await findPython(), ['-m', 'venv', VENV], { onLine: progress });
    const install = ['-m', 'pip', 'install', 'pymilvus[milvus-lite]'];
    await run(join(VENV, 'bin/python'), install, { onLine: progress });
    await writeFile(COMPLETE, '');
  },
  command: async (port) => {
    await mkdir(DATA, { recursive: true });
    const address = ['--host', '127.0.0.1', '--port', String(port)];
    return {
      program: join(VENV, 'bin/milvus-lite'),
      parameters: ['server', '--data-dir', DATA, ...address],
    };
  },
  prepare: async () => undefined,
  url: async (port) => `127.0.0.1:${port}`,
  version: () =>
    run(join(VENV, 'bin/python'), [
      '-c',
      'from importlib.metadata import version; print("Milvus Lite", version("milvus-lite"))',
    ]),
};

async function findPython(): Promise<string> {
  for (const python of PYTHONS) {
    if (await succeeds(python, ['-c', IS_NEW_ENOUGH])) {
      return python;
    }
  }
  throw new PrerequisiteError(
    'Milvus Lite needs Python 3.9 or newer with venv.',
    'Install python3 and python3-venv, or set MILVUS_ADDRESS to a server you have.',
  );
}
