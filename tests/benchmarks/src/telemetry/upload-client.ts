/** Sends readings to a server from a process of its own, and tells how it went. */
import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const job = z
  .object({
    url: z.url(),
    format: z.enum(['NDJSON', 'CSV', 'GRAPHQL']),
    serialPrefix: z.string(),
    meterCount: z.number(),
    startMs: z.number(),
    rows: z.number(),
    /** Made before the clock starts; more rows than fit into memory are made on the way. */
    prepared: z.boolean(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const stepMs = 900_000;
const valueOf = (row: number) => (row % 977) / 10;
const meters = Array.from({ length: job.meterCount }, (_, n) => `${job.serialPrefix}${n}`);

function* lines(): Generator<Buffer> {
  let pending = job.format === 'CSV' ? 'meter,time,value\n' : '';
  for (let row = 0; row < job.rows; row += 1) {
    const meter = meters[row % meters.length] ?? '';
    const at = new Date(job.startMs + Math.floor(row / meters.length) * stepMs);
    pending +=
      job.format === 'CSV'
        ? `${meter},${at.toISOString()},${valueOf(row)}\n`
        : `{"serialNumber":"${meter}","quantity":"FLOW","unit":"M3_PER_HOUR","at":"${at.toISOString()}","value":${valueOf(row)}}\n`;
    if (pending.length > 65_536) {
      yield Buffer.from(pending);
      pending = '';
    }
  }
  yield Buffer.from(pending);
}

const mutation = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount userErrors { __typename } }
}`;
const stepsACall = 100;

/** Calls of a hundred values of every meter. */
function* calls(): Generator<Buffer> {
  const steps = job.rows / meters.length;
  for (let first = 0; first < steps; first += stepsACall) {
    const length = Math.min(stepsACall, steps - first);
    const readings = meters.map((serialNumber, meter) => ({
      serialNumber,
      quantity: 'FLOW',
      unit: 'M3_PER_HOUR',
      startAt: new Date(job.startMs + first * stepMs).toISOString(),
      intervalSeconds: stepMs / 1000,
      values: Array.from({ length }, (_, step) => valueOf((first + step) * meters.length + meter)),
    }));
    yield Buffer.from(JSON.stringify({ query: mutation, variables: { input: { readings } } }));
  }
}

async function post(contentType: string, pieces: Iterable<Buffer>) {
  const headers = { 'content-type': contentType };
  const sending = request(job.url, { method: 'POST', headers });
  const answered = once(sending, 'response');
  for (const piece of pieces) if (!sending.write(piece)) await once(sending, 'drain');
  sending.end();
  const [response] = await answered;
  return json(response);
}

const uploaded = z.object({ acceptedCount: z.number() });
const called = z.object({ data: z.object({ recordReadings: uploaded }) });

function understand<Answer>(schema: z.ZodType<Answer>, answer: unknown): Answer {
  const understood = schema.safeParse(answer);
  if (understood.success) return understood.data;
  throw new Error(`The server answered ${JSON.stringify(answer).slice(0, 1_000)}`);
}

async function send(): Promise<{ elapsedMs: number; acceptedCount: number }> {
  if (job.format !== 'GRAPHQL') {
    const pieces = job.prepared ? Array.from(lines()) : lines();
    const startedAt = performance.now();
    const type = job.format === 'CSV' ? 'text/csv' : 'application/x-ndjson';
    const { acceptedCount } = understand(uploaded, await post(type, pieces));
    return { elapsedMs: performance.now() - startedAt, acceptedCount };
  }
  const bodies = Array.from(calls());
  const startedAt = performance.now();
  let acceptedCount = 0;
  for (const body of bodies) {
    const answer = understand(called, await post('application/json', [body]));
    acceptedCount += answer.data.recordReadings.acceptedCount;
  }
  return { elapsedMs: performance.now() - startedAt, acceptedCount };
}

process.stdout.write(JSON.stringify(await send()));
