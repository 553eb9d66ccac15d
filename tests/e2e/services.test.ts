import { createServer, type Server } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { composeTwo } from '../../gateway/src/testkit/two-subgraphs.testkit.ts';
import { crossingQuery, type CrossingAnswer } from './support/crossing-query.ts';
import { freePort } from './support/free-port.ts';
import { graphClient, signIn, type GraphClient } from './support/graph-client.ts';
import { note, seconds } from './support/note.ts';
import { makeOtherBranch, type OtherBranch } from './support/other-branch.ts';
import { startServiceRing, type ServiceRing } from './support/service-ring.ts';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import { waitUntilHealthy } from './support/wait-for.ts';
import { endAll, endOf, startWaris } from './support/waris-process.ts';
import { hiddenThings } from './support/wrong-requests.ts';

import.meta.jest.setTimeout(60_000);
const startMs = 120_000;
const account = { email: 'admin@services.test', password: 'a password of this test' };
const day = { from: '2026-01-01T17:00:00Z', to: '2026-01-02T17:00:00Z' };

afterAll(async () => {
  await endAll();
  await removeTempFolders();
});

describe('six services in processes of their own', () => {
  let ring: ServiceRing;
  let admin: GraphClient;
  let branch: OtherBranch;

  beforeAll(async () => {
    ring = await startServiceRing(startMs);
    await makeAdmin(ring);
    admin = await signIn(ring.url, account);
    await admin.get(
      `mutation { createRegion(input: { code: "1", nameTh: "หนึ่ง", nameEn: "One" }) {
        region { id } userErrors { __typename }
      } }`,
    );
    branch = await makeOtherBranch(admin, '1', day);
  }, 2 * startMs);

  afterAll(async () => {
    await endAll();
    await ring.engines.stop();
  });

  it('answer a query over all five as one process does', async () => {
    const answer = await admin.get<CrossingAnswer>(crossingQuery, {
      code: branch.dmaCode,
      week: day,
      month: day,
    });
    expect(answer).toEqual({
      viewer: { email: account.email, displayName: expect.any(String) },
      dma: {
        code: branch.dmaCode,
        nameTh: 'อื่น',
        nameEn: 'Other',
        boundary: { type: 'MultiPolygon', coordinates: expect.any(Array) },
        areaKm2: expect.closeTo(1.17, 1),
        flowSeries: {
          intervalSeconds: 900,
          values: Array.from({ length: 96 }, () => 1_000),
          completenessRatio: 1,
          netInflowVolumeM3: expect.closeTo(24_000, 3),
        },
        minimumNightFlow: {
          days: ['2026-01-02'],
          minimumNightFlowM3PerHour: [1_000],
          leakageM3PerDay: [null],
          targetClass: null,
          warnings: expect.arrayContaining([{ code: 'CONNECTIONS_UNKNOWN' }]),
        },
        waterBalance: {
          systemInputVolumeM3: expect.closeTo(24_000, 3),
          billedMeteredM3: null,
          nonRevenueWaterM3: null,
          realLossesM3: null,
          missingDmaCodes: [branch.dmaCode],
        },
      },
      searchKnowledge: { degraded: false, nodes: [] },
    });
  });

  it('refuse whoever is not their gateway', async () => {
    for (const [name, url] of ring.urls) {
      if (name === 'gateway') continue;
      const { status, errors, text } = await graphClient(url).ask('{ __typename }');
      expect({ name, status, code: errors?.[0]?.extensions?.code }).toEqual({
        name,
        status: 401,
        code: 'UNAUTHENTICATED',
      });
      expect(text).not.toMatch(hiddenThings);
    }
  });

  it('answer what they can while one of them is gone', async () => {
    await ring.processes.get('telemetry')?.end('SIGKILL');
    const { data, errors, text } = await admin.ask<{ dma: object }>(
      `query ($code: String!) { dma(code: $code) { code latestFlow { flowM3PerHour } } }`,
      { code: branch.dmaCode },
    );
    expect(data).toEqual({ dma: { code: branch.dmaCode, latestFlow: null } });
    expect(errors?.[0]?.extensions?.code).toBe('SERVICE_UNAVAILABLE');
    expect(text).not.toMatch(hiddenThings);
    expect((await fetch(`${ring.url}/healthz`)).status).toBe(200);
  });

  it('end promptly on SIGTERM, though a client holds on to them', async () => {
    const events = admin.subscribe('subscription { readingRecorded(dmaCode: "X") { quantity } }');
    await events.next();
    const sockets = [...ring.urls.values()].map((url) => connect(Number(new URL(url).port)));
    for (const socket of sockets) socket.on('error', () => undefined);
    await sleep(500);
    const running = [...ring.processes].filter(([, waris]) => !waris.hasEnded());
    const ends = await Promise.all(running.map(([, waris]) => waris.end('SIGTERM', 30_000)));
    note(`stop on SIGTERM: ${ends.map(({ tookMs }) => seconds(tookMs)).join(', ')}`);
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(Math.max(...ends.map(({ tookMs }) => tookMs))).toBeLessThan(5_000);
  });
});

describe('a gateway without sign-in', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });

  /** A subgraph of somebody else: the same data to every fetch. */
  const serve = async (data: object): Promise<string> => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data }));
    });
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/graphql`;
  };

  it('serves any supergraph from the addresses in its file, soon and until told to stop', async () => {
    const network = await serve({
      dmas: [{ __typename: 'Dma', id: '1', code: 'D-1' }],
    });
    const telemetry = await serve({ _entities: [{ latestFlowM3PerHour: 42 }] });
    const file = join(await makeTempFolder(), 'graph.graphql');
    await writeFile(file, composeTwo({ network, telemetry }));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const args = ['serve', 'gateway', '--supergraph', file, '--port', String(port), '--anonymous'];
    const gateway = startWaris(args, {});
    const readyAfterMs = await waitUntilHealthy(gateway, url, 30_000);
    note(`gateway of another graph: ${seconds(readyAfterMs)}`);
    // Five seconds on an idle machine; tests share theirs.
    expect(readyAfterMs).toBeLessThan(15_000);
    expect(await graphClient(url).get('{ dmas { code latestFlowM3PerHour } }')).toEqual({
      dmas: [{ code: 'D-1', latestFlowM3PerHour: 42 }],
    });
    const { code, tookMs } = await gateway.end('SIGTERM');
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(5_000);
  });
});

/** By the command line, on the same stores, as an operator would. */
async function makeAdmin({ engines }: ServiceRing): Promise<void> {
  const { email, password } = account;
  const command = startWaris(['user', 'create', email, '--role', 'admin', '--password', password], {
    DATABASE_URL: engines.postgresUrl,
    MONGODB_URL: engines.mongoUrl,
  });
  const { code } = await endOf(command, 60_000);
  expect({ code, stderr: command.stderr() }).toEqual({ code: 0, stderr: '' });
}
