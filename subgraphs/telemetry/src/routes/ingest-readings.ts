import { PassThrough } from 'node:stream';
import {
  badUserInput,
  errorAnswer,
  PublicError,
  type ErrorCode,
  type RouteAnswer,
  type RouteRequest,
  type SubgraphRoute,
} from '@waris/service-kit';
import type { Context } from '../context.ts';
import type { StreamRefusal, WithLock } from '../services/stream-readings/options.ts';
import { streamReadings } from '../services/stream-readings/stream-readings.ts';
import { readIngestRequest, type IngestHeaders } from './read-ingest-request.ts';

// Each holds up to a million rows in memory at the most.
const mostAtOnce = 8;

/** `POST /ingest/readings`: NDJSON or CSV in, what became of its rows out. */
export function ingestReadingsRoute(withLock: WithLock): SubgraphRoute<Context> {
  let running = 0;
  const run = async (request: RouteRequest<Context>, asked: IngestHeaders, to?: PassThrough) => {
    if (running >= mostAtOnce) throw tooManyAtOnce();
    running += 1;
    try {
      const options = { ...asked, body: request.body, rejectedTo: to };
      const result = await streamReadings(request.context, options, withLock);
      if (!result.ok) throw errorOf(result.errors);
      return result.value;
    } finally {
      running -= 1;
    }
  };
  return {
    method: 'POST',
    path: '/ingest/readings',
    permission: 'telemetry:write',
    handle: async (request) => {
      const asked = readIngestRequest(request);
      if (!wantsLines(request)) {
        const { summary, replayed } = await run(request, asked);
        return { status: 200, headers: replayed ? replayedHeader : {}, body: summary };
      }
      return inLines(request, (to) => run(request, asked, to));
    },
  };
}

const replayedHeader = { 'idempotency-replayed': 'true' };

function wantsLines({ headers }: RouteRequest<Context>): boolean {
  return headers['accept']?.includes('application/x-ndjson') === true;
}

/** Rejected rows as they are found; the last line is the summary, or an error. */
function inLines(
  { context }: RouteRequest<Context>,
  work: (to: PassThrough) => Promise<{ summary: object }>,
): RouteAnswer {
  const to = new PassThrough();
  void work(to).then(
    ({ summary }) => to.end(`${JSON.stringify(summary)}\n`),
    (error: unknown) => {
      const { body } = errorAnswer(error, context.requestId, context.log);
      to.end(`${JSON.stringify(body)}\n`);
    },
  );
  return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: to };
}

const codeOf: Readonly<Record<StreamRefusal['kind'], ErrorCode>> = {
  InvalidInput: 'BAD_USER_INPUT',
  TooLarge: 'PAYLOAD_TOO_LARGE',
  IdempotencyConflict: 'IDEMPOTENCY_CONFLICT',
};

function errorOf([first]: readonly StreamRefusal[]): PublicError {
  return first === undefined
    ? badUserInput('The request was refused.')
    : new PublicError(codeOf[first.kind], first.message);
}

const tooManyAtOnce = () =>
  new PublicError('SERVICE_UNAVAILABLE', `${mostAtOnce} uploads are running. Try again soon.`);
