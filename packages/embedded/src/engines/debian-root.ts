import { mkdir } from 'node:fs/promises';
import { debianMirror } from './apt-mirror.ts';
import type { Progress } from './engine.ts';
import { enginesFolder, provisionFolder, removeFolder } from './folders.ts';
import { PrerequisiteError } from './prerequisite-error.ts';
import { run, succeeds } from './run.ts';

const SUITE = 'trixie';
const PACKAGES = [
  'postgresql-17',
  'postgresql-17-postgis-3',
  'postgresql-17-timescaledb',
  'postgresql-17-cron',
  'postgresql-17-pgvector',
  'redis-server',
];

export const DEBIAN_ROOT = enginesFolder('debian-trixie');

let underWay: Promise<void> | null = null;

/** The Debian folder that PostgreSQL and Redis run in; both may ask for it at once. */
export function provisionDebianRoot(progress: Progress): Promise<void> {
  underWay ??= provisionFolder(DEBIAN_ROOT, (partial) => bootstrap(partial, progress)).finally(
    () => {
      underWay = null;
    },
  );
  return underWay;
}

async function bootstrap(partial: string, progress: Progress): Promise<void> {
  const instead = 'Or set DATABASE_URL and REDIS_URL to servers you have.';
  if (process.getuid?.() !== 0) {
    throw new PrerequisiteError('Making a Debian folder needs root.', `Run as root. ${instead}`);
  }
  const mirror = await debianMirror();
  if (mirror === null) {
    throw new PrerequisiteError('No Debian mirror is set in /etc/apt.', instead);
  }
  if (!(await succeeds('debootstrap', ['--version']))) {
    await installDebootstrap(progress, instead);
  }
  // debootstrap cannot go on with half a folder, but the packages it fetched are kept aside.
  await removeFolder(partial);
  const packages = enginesFolder('debian-packages');
  await mkdir(packages, { recursive: true });
  await run(
    'debootstrap',
    [
      '--variant=minbase',
      `--cache-dir=${packages}`,
      `--include=${PACKAGES.join(',')}`,
      SUITE,
      partial,
      mirror,
    ],
    { onLine: progress },
  );
  await removeFolder(packages);
}

async function installDebootstrap(progress: Progress, instead: string): Promise<void> {
  const install = ['install', '--yes', '--no-install-recommends', 'debootstrap'];
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update'], { onLine: progress });
    await run('apt-get', install, { onLine: progress, environment });
  } catch (cause) {
    throw new PrerequisiteError(
      `debootstrap could not be installed (${String(cause)}).`,
      `Install it by hand. ${instead}`,
    );
  }
}
