/** Watches readings over many connections from a process of its own, and tells what came. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';

const job = z
  .object({ url: z.url(), dmaCodes: z.array(z.string()), connections: z.number() })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const query = `subscription ($code: String!) {
  readingRecorded(dmaCode: $code) { dma { id } recordedCount lastRecordedAt fellBehind }
}`;
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
const delaysMs: number[] = [];
let fellBehind = 0;
let readings = 0;

async function watch(code: string): Promise<void> {
  const asking = request(job.url, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
  });
  const answered = once(asking, 'response') as Promise<[IncomingMessage]>;
  asking.end(JSON.stringify({ query, variables: { code } }));
  const [response] = await answered;
  if (response.statusCode !== 200) throw new Error(`Refused: ${response.statusCode}`);
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: {')) take(line);
  });
}

function take(line: string): void {
  const sentAt = /"lastRecordedAt":"([^"]+)"/.exec(line)?.[1] ?? '';
  delaysMs.push(Date.now() - Date.parse(sentAt));
  readings += Number(/"recordedCount":(\d+)/.exec(line)?.[1] ?? 0);
  if (line.includes('"fellBehind":true')) fellBehind += 1;
}

const batch = 50;
for (let first = 0; first < job.connections; first += batch) {
  const some = Array.from(
    { length: Math.min(batch, job.connections - first) },
    (_, n) => first + n,
  );
  await Promise.all(some.map((n) => watch(job.dmaCodes[n % job.dmaCodes.length] ?? '')));
}
process.stdout.write('watching\n');
// The parent says when all was sent; what is on its way gets as long as it keeps coming.
const lines = createInterface({ input: process.stdin });
await once(lines, 'line');
for (let seen = -1; seen !== delaysMs.length;) {
  seen = delaysMs.length;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}
const sorted = delaysMs.toSorted((a, b) => a - b);
const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
process.stdout.write(
  `${JSON.stringify({ received: sorted.length, readings, fellBehind, medianMs: share(0.5), lateMs: share(0.99) })}\n`,
);
process.exit(0);
