import { buildOperationContext } from '@apollo/gateway';
import { badUserInput } from '@waris/service-kit';
import {
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { hideSuggestions, type PreparedRequest } from '../request-context.ts';
import { selectOperation } from '../select-operation.ts';
import type { SubscriptionGraph } from './graph.ts';
import type { SubscriptionPlan } from './plan.ts';

/** What follows from the words of a subscription alone. */
export type PreparedSubscription = {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationContext: ReturnType<typeof buildOperationContext>;
  readonly plan: SubscriptionPlan;
};

type Words = Pick<PreparedRequest, 'query' | 'operationName'>;

const wordsKept = 500;

/** Parses, validates and plans each subscription once, however many subscribe. */
export function createPreparer(graph: SubscriptionGraph): (words: Words) => PreparedSubscription {
  const kept = new LRUCache<string, PreparedSubscription>({ max: wordsKept });
  return ({ query, operationName }) => {
    const key = JSON.stringify([query, operationName]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const prepared = prepare(graph, { query, operationName });
    kept.set(key, prepared);
    return prepared;
  };
}

function prepare(
  { schema, planner }: SubscriptionGraph,
  { query, operationName }: Words,
): PreparedSubscription {
  const document = parse(query, { maxTokens: 10_000 });
  const [invalid] = validate(schema, document, undefined, { maxErrors: 1, hideSuggestions });
  if (invalid !== undefined) throw badUserInput(invalid.message);
  const operation = selectOperation(document, operationName);
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw badUserInput('Only a subscription can be subscribed to.');
  }
  return {
    document,
    operation,
    plan: planner(document, operationName),
    operationContext: buildOperationContext({
      schema,
      operationDocument: document,
      ...(operationName === undefined ? {} : { operationName }),
    }),
  };
}
