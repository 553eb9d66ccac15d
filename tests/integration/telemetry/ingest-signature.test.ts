import { publicRoutes, serviceClaims, signStream, viewerHeader } from '@waris/service-kit';
import { line, openIngestWorld, type IngestWorld } from './ingest-world.ts';

describe('telemetry behind its gateway', () => {
  let world: IngestWorld;
  beforeAll(async () => {
    world = await openIngestWorld('http', {
      patience: { idleMs: 500, leastBytesPerSecond: 1_000 },
    });
  });
  afterAll(() => world.close());

  const target = '/ingest/readings?onError=skip';
  const call = (header: string | undefined, path = target) =>
    fetch(`${world.subgraphUrl}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-ndjson',
        authorization: 'Bearer {}',
        ...(header === undefined ? {} : { [viewerHeader]: header }),
      },
      body: line('nobody', 0, 1),
    });
  const sign = (secret: string, more: object = {}) =>
    signStream(secret, {
      viewer: serviceClaims('test'),
      requestId: 'r-1',
      method: 'POST',
      target,
      nowMs: Date.now(),
      ...more,
    });

  it('serves the routes that the gateway passes on', () => {
    const served = world.telemetry.routes?.map(({ method, path }) => ({ method, path }));
    const passedOn = publicRoutes.filter(({ subgraph }) => subgraph === 'telemetry');
    expect(served).toEqual(passedOn.map(({ method, path }) => ({ method, path })));
  });

  it('takes a signed stream once, for what it was signed for', async () => {
    const header = sign(world.viewerSecret);
    expect((await call(header)).status).toBe(200);
    expect((await call(header)).status).toBe(401);
    expect((await call(sign(world.viewerSecret), '/ingest/readings')).status).toBe(401);
    expect((await call(sign(world.viewerSecret, { method: 'GET' }))).status).toBe(401);
    const late = sign(world.viewerSecret, { nowMs: Date.now() - 31_000 });
    expect((await call(late)).status).toBe(401);
    expect((await call(sign('x'.repeat(40)))).status).toBe(401);
    const unsigned = await call(undefined);
    expect(unsigned.status).toBe(401);
    expect(await unsigned.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('answers 408 to a sender that stops within its request', async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(line('nobody', 0, 1))),
      pull: () => new Promise(() => undefined),
    });
    const { status, body: answer } = await world.post({ body });
    expect({ status, code: answer.errors?.[0]?.extensions.code }).toEqual({
      status: 408,
      code: 'REQUEST_TIMEOUT',
    });
  });
});
