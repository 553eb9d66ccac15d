import { serveSubgraph, silentLogger, type SubgraphServer } from '@waris/service-kit';
import { createGateway, type Gateway, type GatewayResult } from './create-gateway.ts';
import { createHttpDataSource } from './data-source/http.ts';
import { createInProcessDataSource } from './data-source/in-process.ts';
import { subgraphStates } from './http/subgraph-states.ts';
import { composeTwo, createTwoSubgraphs } from './testkit/two-subgraphs.testkit.ts';

const viewerSecret = 's'.repeat(40);
const options = { host: '127.0.0.1', port: 0, viewerSecret, log: silentLogger };

type World = ReturnType<typeof createTwoSubgraphs> & {
  gateway: Gateway;
  servers: SubgraphServer[];
};

async function openInProcess(): Promise<World> {
  const world = createTwoSubgraphs();
  const subgraphs = { network: world.network, telemetry: world.telemetry };
  const gateway = createGateway({
    supergraphSdl: composeTwo({ network: 'http://network', telemetry: 'http://telemetry' }),
    dataSource: ({ name }) =>
      createInProcessDataSource(subgraphs[name as 'network' | 'telemetry'], silentLogger),
  });
  return { ...world, gateway, servers: [] };
}

async function openOverHttp(): Promise<World> {
  const world = createTwoSubgraphs();
  const network = await serveSubgraph(world.network, options);
  const telemetry = await serveSubgraph(world.telemetry, options);
  const gateway = createGateway({
    supergraphSdl: composeTwo({ network: network.url, telemetry: telemetry.url }),
    dataSource: (subgraph) => createHttpDataSource(subgraph, { viewerSecret, log: silentLogger }),
  });
  return { ...world, gateway, servers: [network, telemetry] };
}

async function collect(
  results: GatewayResult | AsyncGenerator<GatewayResult, void, void>,
): Promise<GatewayResult[]> {
  if (!(Symbol.asyncIterator in results)) return [results];
  const collected: GatewayResult[] = [];
  for await (const result of results) collected.push(result);
  return collected;
}

describe.each([
  ['in process', openInProcess],
  ['over HTTP', openOverHttp],
])('a gateway %s', (_transport, open) => {
  let world: World;
  beforeEach(async () => {
    world = await open();
  });
  afterEach(async () => {
    await world.gateway.stop();
    await Promise.all(world.servers.map((server) => server.stop()));
  });

  it('joins entities of two subgraphs and asks for each entity once', async () => {
    const { data } = await world.gateway.execute({
      query: '{ dmas { code branch { name sensors } } }',
    });
    expect(data).toEqual({
      dmas: ['1', '2', '3', '4'].map((id) => ({
        code: `D-${id}`,
        branch: { name: 'branch b', sensors: [1, null, 3] },
      })),
    });
    expect(world.branchIds).toEqual(['b']);
  });

  it('nulls only the entity that failed and tells its path', async () => {
    const { data, errors } = await world.gateway.execute({
      query: '{ dmas { latestFlowM3PerHour } }',
    });
    expect(data).toEqual({
      dmas: [10, 20, null, 40].map((latestFlowM3PerHour) => ({ latestFlowM3PerHour })),
    });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
  });

  it('shows a refusal as it was written and hides everything else', async () => {
    const { errors } = await world.gateway.execute({
      query: '{ failing refused }',
      requestId: 'r-7',
    });
    expect(errors?.map((error) => error.message)).toEqual([
      'Something went wrong (request r-7).',
      'This needs the permission network:write.',
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/srv|relation|127\.0\.0\.1|serviceName/);
  });

  it('completes each event of a subscription from the other subgraph', async () => {
    const results = await collect(
      await world.gateway.subscribe({
        query: 'subscription { readingRecorded { flowM3PerHour dma { code } branch { name } } }',
      }),
    );
    expect(results).toEqual(
      ['1', '2'].map((id) => ({
        data: {
          readingRecorded: {
            flowM3PerHour: Number(id),
            dma: { code: `D-${id}` },
            branch: { name: 'branch b' },
          },
        },
      })),
    );
  });

  it('refuses to subscribe to a query and to execute a subscription', async () => {
    const [refused] = await collect(await world.gateway.subscribe({ query: '{ dmas { id } }' }));
    expect(refused?.errors?.[0]?.message).toBe('Only a subscription can be subscribed to.');
    const executed = await world.gateway.execute({
      query: 'subscription { readingRecorded { flowM3PerHour } }',
    });
    expect(executed.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  it('names what is wrong with a query', async () => {
    const unknown = await world.gateway.execute({ query: '{ nothing }' });
    expect(unknown.errors?.[0]?.message).toMatch(/Cannot query field "nothing"/);
    const broken = await world.gateway.execute({ query: '{ dmas' });
    expect(broken.errors?.[0]?.extensions?.['code']).toBe('GRAPHQL_PARSE_FAILED');
  });
});

describe('a gateway over HTTP', () => {
  it('answers the rest and a coded error when a subgraph is down', async () => {
    const world = await openOverHttp();
    await world.servers[1]?.stop();
    const { data, errors } = await world.gateway.execute({
      query: '{ dmas { code latestFlowM3PerHour } }',
    });
    expect(data).toEqual({
      dmas: ['1', '2', '3', '4'].map((id) => ({ code: `D-${id}`, latestFlowM3PerHour: null })),
    });
    expect(errors?.[0]?.extensions?.['code']).toBe('SERVICE_UNAVAILABLE');
    expect(errors?.[0]?.message).toBe(
      'The telemetry service is not available just now. Try again.',
    );
    await world.gateway.stop();
    await world.servers[0]?.stop();
  });

  it('is refused by a subgraph when it signs with another secret', async () => {
    const world = await openOverHttp();
    const stranger = createGateway({
      supergraphSdl: composeTwo({
        network: String(world.servers[0]?.url),
        telemetry: String(world.servers[1]?.url),
      }),
      dataSource: (subgraph) =>
        createHttpDataSource(subgraph, { viewerSecret: 'x'.repeat(40), log: silentLogger }),
    });
    const { errors } = await stranger.execute({ query: '{ dmas { code } }' });
    expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
    await Promise.all([stranger.stop(), world.gateway.stop()]);
    await Promise.all(world.servers.map((server) => server.stop()));
  });
});

describe('reload', () => {
  it('serves the new supergraph and keeps the old one when the new one is broken', async () => {
    const { gateway } = await openInProcess();
    expect((await gateway.execute({ query: '{ dmas { id } }' })).errors).toBeUndefined();
    await expect(gateway.reload('type Query { x: Int }')).rejects.toThrow();
    expect((await gateway.execute({ query: '{ dmas { id } }' })).errors).toBeUndefined();

    const renamed = composeTwo({
      network: 'http://network',
      telemetry: 'http://telemetry',
    }).replaceAll('dmas', 'zones');
    await gateway.reload(renamed);
    expect((await gateway.execute({ query: '{ dmas { id } }' })).errors?.[0]?.message).toMatch(
      /Cannot query field/,
    );
    await gateway.stop();
  });
});

describe('the states of subgraphs', () => {
  it('tell which of them is not ready, and no address', async () => {
    const world = await openOverHttp();
    await world.gateway.execute({ query: '{ dmas { id } }' });
    expect((await subgraphStates(world.gateway.subgraphs())).map(({ ready }) => ready)).toEqual([
      true,
      true,
    ]);
    await world.servers[1]?.stop();
    const states = await subgraphStates(world.gateway.subgraphs());
    expect(states.find(({ name }) => name === 'telemetry')?.problem).toBe(
      'The telemetry service does not answer.',
    );
    expect(JSON.stringify(states)).not.toContain('127.0.0.1');
    await world.gateway.stop();
    await world.servers[0]?.stop();
  });
});
