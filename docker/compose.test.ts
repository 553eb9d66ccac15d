import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const Value = z.union([z.string(), z.number()]);
const Condition = z.enum(['service_healthy', 'service_completed_successfully', 'service_started']);
const Duration = z.string().regex(/^\d+(ms|s|m|h)$/);

const Service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  restart: z.enum(['no', 'always', 'unless-stopped', 'on-failure']),
  init: z.boolean().optional(),
  stop_grace_period: Duration.optional(),
  shm_size: z.string().optional(),
  security_opt: z.array(z.string()).optional(),
  environment: z.record(z.string(), Value).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.strictObject({ condition: Condition })).default({}),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: Duration,
      timeout: Duration,
      retries: z.number().int(),
      start_period: Duration.optional(),
    })
    .optional(),
});

const Compose = z
  .object({
    name: z.string(),
    services: z.record(z.string(), Service),
    volumes: z.record(z.string(), z.null()),
  })
  .catchall(z.unknown());

const text = read('docker/compose.yaml');
const compose = Compose.parse(parse(text, { merge: true }));
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.image === 'waris');

/** Names of variables that the parsed environments of the sources know. */
function knownVariables(): Set<string> {
  const subgraphs = readdirSync(new URL('subgraphs/', root));
  const files = [
    'gateway/src/config.ts',
    'packages/cli/src/config.ts',
    'packages/cli/src/system/run-subgraph.ts',
    'packages/service-kit/src/stores/open-key-value-store.ts',
    ...subgraphs.map((name) => `subgraphs/${name}/src/config.ts`),
  ];
  const names = files.flatMap((file) => [...read(file).matchAll(/^\s+([A-Z][A-Z_]+):/gm)]);
  return new Set(names.map(([, name]) => name ?? ''));
}

describe('the compose file', () => {
  it('runs the gateway and every subgraph, each by the command that serves it', () => {
    const served = ours.flatMap(([name, { command = [] }]) =>
      command[0] === 'serve' ? [`${name}: ${command[1] ?? ''}`] : [],
    );
    const expected = ['gateway', ...readdirSync(new URL('subgraphs/', root))];
    expect(served.toSorted()).toEqual(expected.map((name) => `${name}: ${name}`).toSorted());
  });

  it('sets no variable of WARIS that no service reads', () => {
    const known = knownVariables();
    const unknown = ours.flatMap(([, { environment }]) =>
      Object.keys(environment).filter((name) => !known.has(name)),
    );
    expect(unknown).toEqual([]);
  });

  it('waits only for services there are, for health only where it is checked', () => {
    for (const [, { depends_on: awaited }] of services) {
      for (const [name, { condition }] of Object.entries(awaited)) {
        const service = compose.services[name];
        expect(service).toBeDefined();
        if (condition === 'service_healthy') {
          expect(service?.healthcheck).toBeDefined();
        }
      }
    }
  });

  it('declares each volume that is mounted, and no other', () => {
    const mounted = services.flatMap(([, { volumes }]) => volumes.map((v) => v.split(':')[0]));
    expect(Object.keys(compose.volumes).toSorted()).toEqual(mounted.toSorted());
  });

  it('publishes nothing but the gateway, and that on the loopback address', () => {
    const published = services.flatMap(([name, { ports }]) => ports.map((port) => [name, port]));
    expect(published).toEqual([['gateway', expect.stringMatching(/^127\.0\.0\.1:/)]]);
  });

  it('asks for the variables of the example file, and no others', () => {
    const asked = [...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name);
    const offered = [...read('docker/.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect([...new Set(asked)].toSorted()).toEqual(offered.toSorted());
  });

  it('gives PostgreSQL the settings asked for', () => {
    expect(compose.services['postgres']?.command).toEqual(
      expect.arrayContaining([
        '-cshared_buffers=4GB',
        '-ceffective_cache_size=12GB',
        '-cmaintenance_work_mem=1GB',
        '-cwork_mem=256MB',
        '-cmax_connections=200',
        '-crandom_page_cost=1.1',
      ]),
    );
  });
});

describe('the image', () => {
  it('rewrites the address of every subgraph to the service that listens there', () => {
    const rewrites = [...read('docker/Dockerfile').matchAll(/s#(http[^#]+)#(http[^#]+)#/g)];
    const addresses = [
      ...read('gateway/supergraph.graphql').matchAll(
        /join__graph\(name: "\w+", url: "(http[^"]+)"/g,
      ),
    ];
    expect(addresses.length).toBeGreaterThan(0);
    for (const [, address = ''] of addresses) {
      const [, from = '', to = ''] =
        rewrites.find(([, base = '']) => address.startsWith(base)) ?? [];
      const { hostname, port } = new URL(address.replace(from, to));
      expect(String(compose.services[hostname]?.environment['PORT'])).toBe(port);
    }
  });

  it('leaves secrets, data and the history of the repository out', () => {
    const ignored = read('docker/Dockerfile.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.git', '.waris', '**/.env']));
  });
});
