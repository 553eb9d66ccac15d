import { badUserInput, type SendEvents } from '@waris/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { getOperationAST, OperationTypeNode, parse, type ExecutionResult } from 'graphql';
import { z } from 'zod';
import type { Gateway } from '../create-gateway.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { judgeOperation } from './judge-operation.ts';
import type { GatewayServerOptions } from './serve-gateway.ts';
import type { OpenStream } from './stream-cap.ts';
import { whileAllowed } from './while-allowed.ts';

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** A POST that accepts events and asks for a subscription; queries go on as plain HTTP. */
export function isSubscription(request: FastifyRequest): boolean {
  if (request.method !== 'POST' || !request.headers.accept?.includes('text/event-stream')) {
    return false;
  }
  const parsed = requestSchema.safeParse(request.body);
  if (!parsed.success || !parsed.data.query.includes('subscription')) return false;
  try {
    const document = parse(parsed.data.query, { maxTokens: 5_000 });
    const operation = getOperationAST(document, parsed.data.operationName);
    return operation?.operation === OperationTypeNode.SUBSCRIPTION;
  } catch {
    // Not GraphQL: Apollo Server says so better.
    return false;
  }
}

type Answering = Pick<GatewayServerOptions, 'authenticate' | 'accessCheckMs' | 'introspection'> & {
  readonly gateway: Gateway;
  readonly sendEvents: SendEvents;
  readonly openStream: OpenStream;
};

/** Answers in the distinct-connections mode of the GraphQL-over-SSE protocol. */
export async function answerSubscription(
  { gateway, sendEvents, openStream, ...options }: Answering,
  request: FastifyRequest,
  reply: FastifyReply,
  context: GatewayContext,
): Promise<void> {
  const parsed = requestSchema.safeParse(request.body);
  if (!parsed.success) throw badUserInput('The body is not a GraphQL request.');
  const { query, variables, operationName } = parsed.data;
  const judged = judgeOperation(query, options);
  if (!('kind' in judged)) return sendEvents(reply, { errors: judged });
  const results = await openStream(context.viewer, () =>
    gateway.subscribe({
      query,
      variables: variables ?? undefined,
      operationName: operationName ?? undefined,
      viewer: context.viewer,
      requestId: context.requestId,
      clientAddress: context.clientAddress,
    }),
  );
  const { authorization } = request.headers;
  const allowed = whileAllowed(results, options, { authorization, viewer: context.viewer });
  // Masked results carry formatted errors, which is what is written.
  await sendEvents(reply, allowed as ExecutionResult | AsyncGenerator<ExecutionResult>);
}
