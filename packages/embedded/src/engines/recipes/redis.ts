import { DEBIAN_ROOT, provisionDebianRoot } from '../debian-root.ts';
import type { EngineRecipe } from '../engine.ts';
import { run } from '../run.ts';

const PROGRAM = '/usr/bin/redis-server';

export const redis: EngineRecipe = {
  name: 'redis',
  title: 'Redis',
  variable: 'REDIS_URL',
  defaultPort: 63799,
  stopSignal: 'SIGTERM',
  provision: provisionDebianRoot,
  command: async (port) => ({
    program: 'chroot',
    // Nothing is kept on disk: Redis is a cache here.
    parameters: inside([
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      '/tmp',
    ]),
  }),
  prepare: async () => undefined,
  url: async (port) => `redis://127.0.0.1:${port}`,
  version: () => run('chroot', inside(['--version'])),
};

function inside(parameters: readonly string[]): readonly string[] {
  return ['--userspec=redis', DEBIAN_ROOT, PROGRAM, ...parameters];
}
