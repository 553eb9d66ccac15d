import {
  anonymousClaims,
  nowhere,
  serviceClaims,
  silentLogger,
  unauthenticated,
  type ViewerClaims,
} from '@waris/service-kit';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createGateway, type Gateway } from '../create-gateway.ts';
import { createInProcessDataSource } from '../data-source/in-process.ts';
import { composeTwo, createTwoSubgraphs } from '../testkit/two-subgraphs.testkit.ts';
import { serveGateway, type GatewayServer } from './serve-gateway.ts';

let gateway: Gateway;
let server: GatewayServer;
let client: Client;
// Whom the token speaks for: first, and when it was asked about so many times; null is nobody.
let first: ViewerClaims;
let later: ViewerClaims | null;
let timesFirst: number;

const watch = 'subscription { readingRecorded { flowM3PerHour } }';

async function start(change: { readonly mostStreams?: number } = {}): Promise<void> {
  first = serviceClaims('test');
  later = null;
  timesFirst = Infinity;
  let asked = 0;
  const { network, telemetry } = createTwoSubgraphs();
  gateway = createGateway({
    supergraphSdl: composeTwo({ network: 'http://network', telemetry: 'http://telemetry' }),
    dataSource: ({ name }) =>
      createInProcessDataSource(name === 'network' ? network : telemetry, silentLogger),
  });
  server = await serveGateway(gateway, {
    host: '127.0.0.1',
    port: 0,
    introspection: false,
    authenticate: async (authorization) => {
      if (authorization === undefined) return anonymousClaims;
      asked += 1;
      const viewer = asked > timesFirst ? later : first;
      if (viewer === null) throw unauthenticated();
      return viewer;
    },
    stores: async () => [],
    log: silentLogger,
    accessCheckMs: 0,
    ...change,
  });
  client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    connectionParams: { authorization: 'Bearer good' },
  });
}

async function stop(): Promise<void> {
  await client.dispose();
  await server.stop();
  await gateway.stop();
}

async function restart(change: { readonly mostStreams: number }): Promise<void> {
  await stop();
  await start(change);
}

beforeEach(() => start());
afterEach(stop);

/** The codes of what a socket answers an operation with; empty when it is answered. */
async function codesOverSocket(query: string): Promise<readonly unknown[]> {
  const [first] = await Array.fromAsync(client.iterate({ query })).catch((errors: unknown) => [
    { errors },
  ]);
  const errors = (first?.errors ?? []) as readonly { extensions: { code: unknown } }[];
  return errors.map(({ extensions }) => extensions.code);
}

async function overEvents(query: string): Promise<string> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: 'Bearer good',
    },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

describe('a socket', () => {
  it('answers no operation of who signed out since it was opened', async () => {
    expect(await codesOverSocket('{ dmas { id } }')).toEqual([]);
    timesFirst = 0;
    expect(await codesOverSocket('{ dmas { id } }')).toEqual(['UNAUTHENTICATED']);
    expect(await codesOverSocket('mutation { renameDma(id: "1", code: "x") { id } }')).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect(await codesOverSocket(watch)).toEqual(['UNAUTHENTICATED']);
  });

  it('answers by what its reader may see now', async () => {
    const seenFrom = async () => {
      const [result] = await Array.fromAsync(client.iterate({ query: '{ dmas { seenFrom } }' }));
      return (result?.data?.['dmas'] as { seenFrom: string }[] | undefined)?.[0]?.seenFrom;
    };
    expect(await seenFrom()).toBe('"everywhere"');
    first = { ...first, scope: nowhere };
    expect(await seenFrom()).toBe(JSON.stringify(nowhere));
  });

  it.each([
    ['introspection', '{ __schema { types { name } } }'],
    ['30 levels', `{ dmas ${'{ branch '.repeat(30)} { id } ${'}'.repeat(30)} }`],
    ['100 aliases', `{ ${Array.from({ length: 100 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
    ['100 directives', `{ dmas ${'@skip(if: false) '.repeat(100)} { id } }`],
    ['a fragment that spreads itself', '{ ...a } fragment a on Query { ...a }'],
  ])('refuses %s as HTTP does', async (_what, query) => {
    expect(await codesOverSocket(query)).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  it('refuses a query that is too long, and does not suggest names of the schema', async () => {
    expect(await codesOverSocket(`{ dmas { id } } # ${'x'.repeat(200_000)}`)).toEqual([
      'BAD_REQUEST',
    ]);
    for (const query of ['{ dma { id } }', 'subscription { readingsRecorded { id } }']) {
      const answers = await Array.fromAsync(client.iterate({ query })).catch((error) => error);
      expect(JSON.stringify(answers)).toContain('Cannot query field');
      expect(JSON.stringify(answers)).not.toContain('Did you mean');
    }
  });
});

describe.each([
  ['signed out', null],
  ['may see something else', { ...serviceClaims('test'), scope: nowhere }],
])('a subscription whose reader %s', (_what, then) => {
  const told = (text: string) => [
    text.split('"flowM3PerHour"').length - 1,
    text.split('UNAUTHENTICATED').length - 1,
  ];

  it('ends over a socket before the next event', async () => {
    later = then;
    // The connection, the subscription and the first event.
    timesFirst = 3;
    const results = await Array.fromAsync(client.iterate({ query: watch }));
    expect(told(JSON.stringify(results))).toEqual([1, 1]);
  });

  it('ends as server-sent events before the next one', async () => {
    await codesOverSocket('{ dmas { id } }');
    later = then;
    timesFirst = 4;
    expect(told(await overEvents(watch))).toEqual([1, 1]);
  });
});

describe('a reader who has as many subscriptions open as one may', () => {
  it('opens no other over a socket', async () => {
    expect(await codesOverSocket(watch)).toEqual([]);
    await restart({ mostStreams: 0 });
    expect(await codesOverSocket(watch)).toEqual(['RATE_LIMITED']);
  });

  it('opens no other as events', async () => {
    expect(await overEvents(watch)).not.toContain('RATE_LIMITED');
    await restart({ mostStreams: 0 });
    expect(await overEvents(watch)).toContain('RATE_LIMITED');
  });
});

describe('server-sent events', () => {
  it('are refused beyond the limits of HTTP', async () => {
    const aliases = Array.from({ length: 100 }, (_, i) => `a${i}: flowM3PerHour`).join(' ');
    const text = await overEvents(`subscription { readingRecorded { ${aliases} } }`);
    expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(text).not.toContain('"data":{');
  });
});
