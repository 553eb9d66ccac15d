import {
  promptStream,
  serviceUnavailable,
  signViewer,
  viewerHeader,
  type Logger,
} from '@waris/service-kit';
import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import { errors, Pool, type Dispatcher } from 'undici';
import { z } from 'zod';
import { readEvents } from './read-events.ts';
import {
  isRepeatable,
  type SubgraphAddress,
  type SubgraphDataSource,
  type SubgraphFetch,
  type SubgraphResult,
} from './subgraph-data-source.ts';

export type HttpDataSourceOptions = {
  /** Signs who is asking; unset for subgraphs that are not WARIS's. */
  readonly viewerSecret?: string | undefined;
  readonly timeoutMs?: number;
  readonly log: Logger;
};

const defaultTimeoutMs = 10_000;
const maxResponseBytes = 64 * 1024 * 1024;

const resultSchema = z
  .object({
    data: z.record(z.string(), z.unknown()).nullish(),
    errors: z
      .array(
        z.looseObject({
          message: z.string(),
          path: z.array(z.union([z.string(), z.number()])).optional(),
          extensions: z.record(z.string(), z.unknown()).optional(),
        }),
      )
      .optional(),
    extensions: z.record(z.string(), z.unknown()).optional(),
  })
  // Nothing at all would pass for values that are not known.
  .refine(({ data, errors = [] }) => (data ?? null) !== null || errors.length > 0, {
    error: 'neither data nor errors',
  });

/**
 * Calls a subgraph over HTTP on a pool of kept-alive connections. Bounded in time and size;
 * a query that failed before its answer is sent once more; a subgraph that keeps failing is
 * left alone for a moment.
 */
export function createHttpDataSource(
  subgraph: SubgraphAddress,
  options: HttpDataSourceOptions,
): SubgraphDataSource {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const pool = openConnections(subgraph.url, timeoutMs);
  const streams = openStreams(subgraph.url, timeoutMs);
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: 2_000,
    breaker: new ConsecutiveBreaker(5),
  });
  const send = (fetch: SubgraphFetch) =>
    breaker.execute(async (): Promise<SubgraphResult> => {
      const { body } = await pool.request({
        ...toHttp(subgraph.url, options, fetch, 'application/json'),
        signal: AbortSignal.timeout(timeoutMs),
      });
      return resultSchema.parse(await body.json()) as SubgraphResult;
    });
  const unavailable = (error: unknown) => {
    options.log.warn({ err: error, subgraph: subgraph.name }, 'subgraph does not answer');
    return serviceUnavailable(`The ${subgraph.name} service`, error);
  };

  return {
    execute: async (fetch) => {
      try {
        return await send(fetch);
      } catch (error) {
        if (!isRepeatable(fetch) || !failedBeforeAnswer(error)) throw unavailable(error);
      }
      return send(fetch).catch((error: unknown) => {
        throw unavailable(error);
      });
    },
    subscribe: async (fetch) => {
      const leaving = new AbortController();
      try {
        const { body } = await streams.request({
          ...toHttp(subgraph.url, options, fetch, 'text/event-stream'),
          signal: leaving.signal,
        });
        // A reader may leave before it reads: then nobody else hears that the body was aborted.
        body.on('error', () => undefined);
        return promptStream((signal) => {
          signal.addEventListener('abort', () => leaving.abort());
          return readResults(body, signal, unavailable);
        });
      } catch (error) {
        throw unavailable(error);
      }
    },
    stop: async () => {
      await Promise.all([pool.close(), streams.destroy()]);
    },
  };
}

function openConnections(url: string, timeoutMs: number): Pool {
  return new Pool(new URL(url).origin, {
    connections: 64,
    connect: { timeout: 2_000 },
    // Shorter than the subgraphs keep theirs, so that a request never meets a closing socket.
    keepAliveTimeout: 30_000,
    bodyTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    maxResponseSize: maxResponseBytes,
  });
}

/** Each subscription holds a connection for as long as it lasts: those of queries are not theirs. */
function openStreams(url: string, timeoutMs: number): Pool {
  return new Pool(new URL(url).origin, {
    connections: null,
    connect: { timeout: 2_000 },
    bodyTimeout: 0,
    headersTimeout: timeoutMs,
  });
}

async function* readResults(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  unavailable: (error: unknown) => Error,
): AsyncGenerator<SubgraphResult, void, void> {
  try {
    for await (const data of readEvents(body)) yield resultSchema.parse(data) as SubgraphResult;
  } catch (error) {
    if (!signal.aborted) throw unavailable(error);
  }
}

function toHttp(
  url: string,
  options: HttpDataSourceOptions,
  fetch: SubgraphFetch,
  accept: string,
): Dispatcher.RequestOptions {
  const { pathname, search } = new URL(url);
  const { query, variables, operationName } = fetch;
  const body = JSON.stringify({ query, variables, operationName });
  return {
    method: 'POST',
    path: pathname + search,
    headers: { 'content-type': 'application/json', accept, ...signature(options, fetch, body) },
    body,
  };
}

/** A kept-alive connection that the other side closed just as it was used. */
function failedBeforeAnswer(error: unknown): boolean {
  return (
    error instanceof errors.SocketError ||
    (error instanceof Error && 'code' in error && error.code === 'ECONNRESET')
  );
}

function signature(
  { viewerSecret }: HttpDataSourceOptions,
  { viewer, requestId, clientAddress }: SubgraphFetch,
  body: string,
): Record<string, string> {
  return viewerSecret === undefined
    ? {}
    : {
        [viewerHeader]: signViewer(viewerSecret, {
          viewer,
          requestId,
          clientAddress,
          body,
          nowMs: Date.now(),
        }),
      };
}
