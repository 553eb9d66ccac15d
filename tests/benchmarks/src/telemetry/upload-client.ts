/** Sends readings to `POST /ingest/readings` from a process of its own, and tells how it went. */
import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const job = z
  .object({
    url: z.url(),
    format: z.enum(['NDJSON', 'CSV']),
    serialNumbers: z.array(z.string()),
    startMs: z.number(),
    rows: z.number(),
    /** Made before the clock starts; more rows than fit into memory are made on the way. */
    prepared: z.boolean(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

function* chunks(): Generator<Buffer> {
  let pending = job.format === 'CSV' ? 'meter,time,value\n' : '';
  for (let row = 0; row < job.rows; row += 1) {
    const meter = job.serialNumbers[row % job.serialNumbers.length] ?? '';
    const at = new Date(job.startMs + Math.floor(row / job.serialNumbers.length) * 900_000);
    const value = (row % 977) / 10;
    pending +=
      job.format === 'CSV'
        ? `${meter},${at.toISOString()},${value}\n`
        : `{"serialNumber":"${meter}","quantity":"FLOW","unit":"M3_PER_HOUR","at":"${at.toISOString()}","value":${value}}\n`;
    if (pending.length > 65_536) {
      yield Buffer.from(pending);
      pending = '';
    }
  }
  yield Buffer.from(pending);
}

const pieces = job.prepared ? Array.from(chunks()) : chunks();
const startedAt = performance.now();
const sending = request(job.url, {
  method: 'POST',
  headers: { 'content-type': job.format === 'CSV' ? 'text/csv' : 'application/x-ndjson' },
});
const answered = once(sending, 'response');
for (const piece of pieces) if (!sending.write(piece)) await once(sending, 'drain');
sending.end();
const [response] = await answered;
const answer: unknown = JSON.parse(await text(response));
process.stdout.write(JSON.stringify({ elapsedMs: performance.now() - startedAt, answer }));
