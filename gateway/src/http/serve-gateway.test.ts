import { once, type EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { anonymousClaims, serviceClaims, silentLogger, unauthenticated } from '@waris/service-kit';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createGateway, type Gateway } from '../create-gateway.ts';
import { createInProcessDataSource } from '../data-source/in-process.ts';
import { composeTwo, createTwoSubgraphs } from '../testkit/two-subgraphs.testkit.ts';
import { serveGateway, type GatewayServer } from './serve-gateway.ts';

let gateway: Gateway;
let server: GatewayServer;
let ready = true;
// Tells when a slow field begins to be answered.
let slow: EventEmitter;

async function serve(introspection: boolean): Promise<void> {
  const { network, telemetry, slow: events } = createTwoSubgraphs();
  slow = events;
  gateway = createGateway({
    supergraphSdl: composeTwo({ network: 'http://network', telemetry: 'http://telemetry' }),
    dataSource: ({ name }) =>
      createInProcessDataSource(name === 'network' ? network : telemetry, silentLogger),
  });
  server = await serveGateway(gateway, {
    host: '127.0.0.1',
    port: 0,
    introspection,
    authenticate: async (authorization) => {
      if (authorization === 'Bearer bad') throw unauthenticated();
      return authorization === undefined ? anonymousClaims : serviceClaims('test');
    },
    stores: async () => [
      ready
        ? { name: 'postgresql', engine: 'test', ready }
        : { name: 'postgresql', engine: 'test', ready, problem: 'PostgreSQL does not answer.' },
    ],
    log: silentLogger,
  });
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

let stopped = false;
const stop = async () => {
  if (!stopped) await server.stop();
  stopped = true;
};

afterEach(async () => {
  ready = true;
  await stop();
  stopped = false;
  await gateway.stop();
});

describe('an open gateway server', () => {
  beforeEach(() => serve(true));

  it('answers a query and gives it a request id', async () => {
    const response = await post({ query: '{ dmas { code } }' });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(((await response.json()) as { data: { dmas: unknown[] } }).data.dmas).toHaveLength(4);
  });

  it('serves the sandbox without anything from elsewhere', async () => {
    const page = await (await fetch(server.url)).text();
    expect(page).toMatch(/<title>WARIS<\/title>/);
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
  });

  it('greets with lines that fit into the editor of a narrow screen', async () => {
    const page = await (await fetch(server.url)).text();
    const greeting = /"defaultQuery":("(?:[^"\\]|\\.)*")/.exec(page)?.[1] ?? '""';
    const lines = (JSON.parse(greeting) as string).split('\n');
    expect(lines[0]).toContain('WARIS');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(50);
  });

  it("lets Apollo's sandbox call it, and no other foreign page", async () => {
    const preflight = (origin: string) =>
      fetch(`${server.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://studio.apollographql.com');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toMatch(/apollographql/);
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await preflight('https://elsewhere.example');
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();

    const way = await fetch(`${server.url}/apollo-sandbox`, { redirect: 'manual' });
    expect(way.headers.get('location')).toContain(encodeURIComponent(`${server.url}/graphql`));
  });

  it('tells whether it lives and whether its stores answer', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    ready = false;
    const degraded = await fetch(`${server.url}/readyz`);
    expect(degraded.status).toBe(503);
    expect(JSON.stringify(await degraded.json())).toContain('PostgreSQL does not answer.');
  });

  it('streams a subscription as server-sent events', async () => {
    const response = await post(
      { query: 'subscription { readingRecorded { flowM3PerHour } }' },
      { accept: 'text/event-stream' },
    );
    expect(response.headers.get('content-type')).toMatch(/event-stream/);
    const text = await response.text();
    expect(text.match(/event: next/g)).toHaveLength(2);
    expect(text).toContain('{"data":{"readingRecorded":{"flowM3PerHour":1}}}');
    expect(text.trimEnd()).toMatch(/event: complete\ndata:$/);
  });

  it('streams a subscription over WebSocket and closes a bad token with 4401', async () => {
    const url = `${server.url.replace('http', 'ws')}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    const flows: unknown[] = [];
    for await (const event of client.iterate({
      query: 'subscription { readingRecorded { flowM3PerHour dma { code } } }',
    })) {
      flows.push(event.data?.['readingRecorded']);
    }
    await client.dispose();
    expect(flows).toEqual([
      { flowM3PerHour: 1, dma: { code: 'D-1' } },
      { flowM3PerHour: 2, dma: { code: 'D-2' } },
    ]);

    const socket = new WebSocket(url, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(
      JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer bad' } }),
    );
    const [code] = await once(socket, 'close');
    expect(code).toBe(4401);
  });

  it('tells over WebSocket what is wrong with one subscription, and goes on with others', async () => {
    const url = `${server.url.replace('http', 'ws')}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    const firstOf = async (query: string) => {
      try {
        for await (const result of client.iterate({ query })) return result;
      } catch (error) {
        return error;
      }
      return null;
    };
    const good = client.iterate({ query: 'subscription { readingRecorded { flowM3PerHour } }' });
    await good.next();
    expect(await firstOf('subscription { nothing }')).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await firstOf('subscription {')).toMatchObject([
      { extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ]);
    expect((await good.next()).value?.data).toEqual({ readingRecorded: { flowM3PerHour: 2 } });
    await client.dispose();
  });
});

describe('a closed gateway server', () => {
  beforeEach(() => serve(false));

  it.each([
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['a batch', [{ query: '{ dmas { id } }' }, { query: '{ dmas { id } }' }]],
    ['a body that is not JSON', '{'],
    ['30 levels', { query: `{ dmas ${'{ branch '.repeat(30)} { id } ${'}'.repeat(30)} }` }],
    [
      '100 aliases',
      { query: `{ ${Array.from({ length: 100 }, (_, i) => `a${i}: __typename`).join(' ')} }` },
    ],
    ['6,000 fields', { query: `{ ${'__typename '.repeat(6_000)} }` }],
    ['a number that is none', { query: '{ readings(above: 1e309) }' }],
    ['a longer one', { query: `{ readings(above: -${'9'.repeat(400)}) }` }],
    ['100 directives', { query: `{ dmas ${'@skip(if: false) '.repeat(100)} { id } }` }],
  ])('refuses %s with 400', async (_what, body) => {
    const response = await post(body);
    const text = await response.text();
    expect({ status: response.status, text }).toMatchObject({ status: 400 });
    expect(text).not.toMatch(/node_modules|at .*\.[jt]s/);
  });

  it.each([
    ['many wrong members', Array.from({ length: 100_000 }, () => ({}))],
    ['a long wrong value', { text: 'x'.repeat(1_000_000) }],
  ])('tells of %s in a few words', async (_what, above) => {
    const query = 'query ($above: [Float!]) { readings(aboveAll: $above) }';
    const response = await post({ query, variables: { above } });
    const { errors } = (await response.json()) as {
      errors: { message: string; extensions: { code: string } }[];
    };
    expect(response.status).toBe(400);
    expect(errors.length).toBeLessThanOrEqual(5);
    expect(JSON.stringify(errors).length).toBeLessThan(5_000);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(
      new Set(['BAD_USER_INPUT']),
    );
  });

  it('names what is wrong with a persisted query, as the fault of who sent it', async () => {
    const persistedQuery = { version: 1, sha256Hash: '0'.repeat(64) };
    const response = await post({ query: '{ dmas { id } }', extensions: { persistedQuery } });
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 400,
      body: {
        errors: [
          { message: 'provided sha does not match query', extensions: { code: 'BAD_REQUEST' } },
        ],
      },
    });
  });

  it('does not suggest names of the schema', async () => {
    const text = await (await post({ query: '{ dma { id } }' })).text();
    expect(text).not.toMatch(/Did you mean/);
  });

  it('refuses a bad token with 401 before it reads the query', async () => {
    const response = await post({ query: '{' }, { authorization: 'Bearer bad' });
    expect(response.status).toBe(401);
    expect(JSON.stringify(await response.json())).toContain('UNAUTHENTICATED');
  });

  it('refuses a query that is too long and a body that is too large with 413', async () => {
    expect((await post({ query: `{ dmas { id } } # ${'x'.repeat(200_000)}` })).status).toBe(413);
    expect((await post('x'.repeat(17 * 1024 * 1024))).status).toBe(413);
  });

  it('refuses what a foreign page could send without asking first', async () => {
    const get = await fetch(`${server.url}/graphql?query={dmas{id}}`);
    expect(get.status).toBe(400);
    const plain = await post('{"query":"{ dmas { id } }"}', { 'content-type': 'text/plain' });
    expect(plain.status).toBeGreaterThanOrEqual(400);
    const foreign = await post(
      { query: '{ dmas { id } }' },
      { origin: 'https://elsewhere.example' },
    );
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('finishes a request in flight when it is stopped', async () => {
    const asked = once(slow, 'asked');
    const answer = post({ query: '{ readings }' });
    await asked;
    await stop();
    expect(await (await answer).json()).toMatchObject({ data: { readings: 7 } });
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
