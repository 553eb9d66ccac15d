import { appendFile, chmod, chown, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DEBIAN_ROOT, provisionDebianRoot } from '../debian-root.ts';
import type { EngineCommand, EngineRecipe } from '../engine.ts';
import { exists } from '../folders.ts';
import { run, succeeds } from '../run.ts';
import { databasePassword } from '../secret.ts';

const BINARIES = '/usr/lib/postgresql/17/bin';
const HOME = '/var/lib/waris';
const DATABASE = 'waris';
const USER = 'waris_app';
const READY_WITHIN_MS = 60_000;
const POLL_MS = 100;

const SETTINGS = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_preload_libraries = 'timescaledb,pg_cron'
timescaledb.telemetry_level = off
cron.database_name = '${DATABASE}'
# Jobs run in background workers: a connection of pg_cron's own would need the password.
cron.use_background_workers = on
max_worker_processes = 32
max_connections = 200
max_locks_per_transaction = 256
`;

export const postgres: EngineRecipe = {
  name: 'postgres',
  title: 'PostgreSQL 17 with PostGIS, TimescaleDB, pg_cron and pgvector',
  variable: 'DATABASE_URL',
  defaultPort: 54329,
  stopSignal: 'SIGINT',
  provision: async (progress) => {
    await provisionDebianRoot(progress);
    if (!(await exists(clusterFolder('postgresql')))) {
      progress('initdb');
      await createCluster('postgresql');
    }
  },
  command: async (port) => clusterCommand('postgresql', port),
  prepare: prepareCluster,
  url: clusterUrl,
  version: () => run('chroot', inside(`${BINARIES}/postgres`, ['--version'])),
};

/** The server of a cluster, in the foreground. */
export function clusterCommand(name: string, port: number): EngineCommand {
  return {
    program: 'chroot',
    parameters: inside(`${BINARIES}/postgres`, ['-D', `${HOME}/${name}`, '-p', String(port)]),
    environment: { LC_ALL: 'C.UTF-8' },
  };
}

/** Where a cluster lies, as seen from outside the Debian folder. */
export const clusterFolder = (name: string): string => join(DEBIAN_ROOT, HOME, name);

/** Waits for a server that was started, and makes the database that is not there yet. */
export async function prepareCluster(port: number): Promise<void> {
  await waitUntilItTakesConnections(port);
  const found = await psql(port, `select 1 from pg_database where datname = '${DATABASE}'`);
  if (found.trim() === '') {
    await psql(port, `create database ${DATABASE}`);
  }
}

export async function clusterUrl(port: number): Promise<string> {
  const password = await databasePassword();
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}?sslmode=disable`;
}

/** The cluster's first role is ours, a superuser: extensions and roles are made by migrations. */
export async function createCluster(name: string): Promise<void> {
  const { uid, gid } = await stat(join(DEBIAN_ROOT, '/var/lib/postgresql'));
  const home = join(DEBIAN_ROOT, HOME);
  const partial = `${HOME}/${name}.partial`;
  const passwordFile = `${HOME}/${name}.password`;
  await mkdir(home, { recursive: true });
  await chown(home, uid, gid);
  await rm(join(DEBIAN_ROOT, partial), { recursive: true, force: true });
  await writeFile(join(DEBIAN_ROOT, passwordFile), await databasePassword(), { mode: 0o600 });
  await chown(join(DEBIAN_ROOT, passwordFile), uid, gid);
  await run(
    'chroot',
    inside(`${BINARIES}/initdb`, [
      `--pgdata=${partial}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
    ]),
  );
  await rm(join(DEBIAN_ROOT, passwordFile));
  await appendFile(join(DEBIAN_ROOT, partial, 'postgresql.conf'), SETTINGS);
  await chmod(home, 0o755);
  await run('mv', [join(DEBIAN_ROOT, partial), clusterFolder(name)]);
}

/** The port is open while PostgreSQL still recovers; connections are refused until it is done. */
async function waitUntilItTakesConnections(port: number): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  const address = ['-h', '127.0.0.1', '-p', String(port), '-q'];
  while (!(await succeeds('chroot', inside(`${BINARIES}/pg_isready`, address)))) {
    if (Date.now() > deadline) {
      throw new Error('PostgreSQL runs, but takes no connections.');
    }
    await delay(POLL_MS);
  }
}

async function psql(port: number, sql: string): Promise<string> {
  const address = ['-h', '127.0.0.1', '-p', String(port), '-U', USER, '-d', 'postgres'];
  const PGPASSWORD = await databasePassword();
  return run('chroot', inside(`${BINARIES}/psql`, [...address, '-Atqc', sql]), {
    environment: { PGPASSWORD },
  });
}

function inside(program: string, parameters: readonly string[]): readonly string[] {
  return ['--userspec=postgres', DEBIAN_ROOT, program, ...parameters];
}
