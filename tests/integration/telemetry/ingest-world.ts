import { readFile } from 'node:fs/promises';
import {
  createGateway,
  createHttpDataSource,
  createHttpRouteSource,
  createInProcessDataSource,
  createInProcessRouteSource,
  serveGateway,
  type Gateway,
} from '@waris/gateway';
import { supergraphFile } from '@waris/schema-kit';
import {
  anonymousClaims,
  serviceClaims,
  serveSubgraph,
  silentLogger,
  unauthenticated,
  type Patience,
  type Subgraph,
  type ViewerClaims,
} from '@waris/service-kit';
import { openWorld, type WorldOptions } from './world.ts';

export type Transport = 'in-process' | 'http';

export type IngestAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly stored?: boolean;
    readonly rowCount?: number;
    readonly acceptedCount?: number;
    readonly duplicateCount?: number;
    readonly rejectedCount?: number;
    readonly rejected?: readonly { line: number; reason: string; column: string | null }[];
    readonly errors?: readonly { message: string; extensions: { code: string } }[];
  };
};

type Sent = {
  readonly body: BodyInit;
  readonly type?: string;
  readonly query?: string;
  readonly as?: Partial<ViewerClaims> | null | 'nobody known';
  readonly headers?: Readonly<Record<string, string>>;
};

const viewerSecret = 's'.repeat(40);

function serve(gateway: Gateway, patience: Patience | undefined) {
  return serveGateway(gateway, {
    host: '127.0.0.1',
    port: 0,
    introspection: false,
    authenticate: async (authorization) => {
      if (authorization === undefined) return anonymousClaims;
      const token = authorization.slice('Bearer '.length);
      if (!token.startsWith('{')) throw unauthenticated();
      return { ...serviceClaims('test'), kind: 'user', ...(JSON.parse(token) as object) };
    },
    stores: async () => [],
    log: silentLogger,
    ...(patience === undefined ? {} : { patience }),
  });
}

async function openGateway(
  transport: Transport,
  telemetry: Subgraph,
  url: string,
): Promise<Gateway> {
  const options = { viewerSecret, log: silentLogger };
  return createGateway({
    supergraphSdl: await readFile(supergraphFile, 'utf8'),
    dataSource: ({ name }) =>
      transport === 'in-process'
        ? createInProcessDataSource(telemetry, silentLogger)
        : createHttpDataSource({ name, url }, options),
    routeSource: ({ name }) =>
      transport === 'in-process'
        ? createInProcessRouteSource(telemetry, silentLogger)
        : createHttpRouteSource({ name, url }, options),
  });
}

/** A gateway before telemetry, in this process or behind a second server, and who calls it. */
export async function openIngestWorld(
  transport: Transport,
  { patience, ...options }: WorldOptions & { readonly patience?: Patience } = {},
) {
  const world = await openWorld({ dmas: 2, ...options });
  const subgraph = await serveSubgraph(world.telemetry, {
    host: '127.0.0.1',
    port: 0,
    viewerSecret,
    log: silentLogger,
  });
  const gateway = await openGateway(transport, world.telemetry, subgraph.url);
  const server = await serve(gateway, patience);

  const send = async ({ body, type, query = '', as = {}, headers = {} }: Sent) =>
    fetch(`${server.url}/ingest/readings?${query}`, {
      method: 'POST',
      headers: {
        'content-type': type ?? 'application/x-ndjson',
        ...(as === null ? {} : { authorization: `Bearer ${JSON.stringify(as)}` }),
        ...headers,
      },
      body,
      ...(body instanceof ReadableStream ? { duplex: 'half' as const } : {}),
    });
  const post = async (sent: Sent): Promise<IngestAnswer> => {
    const response = await send(sent);
    const parsed = (await response.json()) as IngestAnswer['body'];
    return { status: response.status, headers: response.headers, body: parsed };
  };
  const countOf = async (meterId: string): Promise<number> => {
    const [row] = await world.sql(
      'select count(*)::integer as n from readings.flow_readings where meter_id = $1',
      [meterId],
    );
    return (row as { n: number }).n;
  };

  return {
    ...world,
    url: server.url,
    subgraphUrl: new URL(subgraph.url).origin,
    send,
    post,
    countOf,
    viewerSecret,
    close: async () => {
      await server.stop();
      await gateway.stop();
      await subgraph.stop();
      await world.close();
    },
  };
}

export type IngestWorld = Awaited<ReturnType<typeof openIngestWorld>>;

/** One line of NDJSON; minute counts from the start of 2026. */
export function line(serialNumber: string, minute: number, value: unknown, more: object = {}) {
  const at = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
  return JSON.stringify({ serialNumber, quantity: 'FLOW', unit: 'L/s', at, value, ...more });
}
