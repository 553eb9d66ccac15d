import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EngineRecipe, Progress } from '../engine.ts';
import { enginesFolder, exists, removeFolder } from '../folders.ts';
import { PrerequisiteError } from '../prerequisite-error.ts';
import { run, succeeds } from '../run.ts';

const VERSION = 'v1.24.2';
const MODULE = `github.com/FerretDB/FerretDB@${VERSION}`;
const PROGRAM = enginesFolder('ferretdb', `ferretdb-${VERSION}`);
const SOURCE = enginesFolder('ferretdb', 'source');
const DATA = enginesFolder('data', 'ferretdb');

const Download = z.object({ Dir: z.string() });

export const ferretdb: EngineRecipe = {
  name: 'ferretdb',
  title: 'FerretDB',
  variable: 'MONGODB_URL',
  defaultPort: 27099,
  stopSignal: 'SIGTERM',
  provision: async (progress) => {
    if (!(await exists(PROGRAM))) {
      await build(progress);
    }
  },
  command: async (port) => {
    await mkdir(join(DATA, 'state'), { recursive: true });
    return {
      program: PROGRAM,
      parameters: [
        '--handler=sqlite',
        `--sqlite-url=file:${DATA}/`,
        `--listen-addr=127.0.0.1:${port}`,
        `--state-dir=${join(DATA, 'state')}`,
        '--debug-addr=-',
        '--telemetry=disable',
      ],
    };
  },
  prepare: async () => undefined,
  url: async (port) => `mongodb://127.0.0.1:${port}/waris`,
  version: async () => `FerretDB ${VERSION}`,
};

async function build(progress: Progress): Promise<void> {
  if (!(await succeeds('go', ['version']))) {
    throw new PrerequisiteError(
      'FerretDB needs Go to be built.',
      'Install go, or set MONGODB_URL to a server you have.',
    );
  }
  await mkdir(enginesFolder('ferretdb'), { recursive: true });
  progress('downloading');
  const answer = await run('go', ['mod', 'download', '-json', MODULE], {
    folder: enginesFolder('ferretdb'),
  });
  const { Dir } = Download.parse(JSON.parse(answer.slice(answer.indexOf('{'))));
  await removeFolder(SOURCE);
  // Go keeps modules read-only, and this one wants its version in a file of its own.
  await run('cp', ['-r', '--no-preserve=mode', Dir, SOURCE]);
  await writeFile(join(SOURCE, 'build/version/version.txt'), `${VERSION}\n`);
  progress('building');
  await run('go', ['build', '-o', `${PROGRAM}.partial`, './cmd/ferretdb'], {
    folder: SOURCE,
    environment: { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' },
    onLine: progress,
  });
  await rename(`${PROGRAM}.partial`, PROGRAM);
  await removeFolder(SOURCE);
}
