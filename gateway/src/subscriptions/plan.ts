import { operationFromDocument, type Schema, type Supergraph } from '@apollo/federation-internals';
import {
  QueryPlanner,
  type FetchNode,
  type PlanNode,
  type QueryPlan,
  type SubscriptionNode,
} from '@apollo/query-planner';
import { badUserInput } from '@waris/service-kit';
import { OperationTypeNode, type DocumentNode } from 'graphql';

/** A subscription's plan, turned into one that can be executed for every event. */
export type SubscriptionPlan = {
  /** The subscription to open, and where. */
  readonly primary: FetchNode;
  /** Fetches from `eventService` first, then whatever the event's entities still need. */
  readonly perEvent: QueryPlan;
  /** The stand-in service that answers with the event. */
  readonly eventService: string;
  /** Every subgraph that it asks. */
  readonly subgraphs: ReadonlySet<string>;
};

export type SubscriptionPlanner = (
  document: DocumentNode,
  operationName: string | undefined,
) => SubscriptionPlan;

const eventService = 'event of the subscription';

export function createPlanner(supergraph: Supergraph, apiSchema: Schema): SubscriptionPlanner {
  const planner = new QueryPlanner(supergraph);
  return (document, operationName) => {
    const operation = operationFromDocument(
      apiSchema,
      document,
      operationName === undefined ? {} : { operationName },
    );
    const { node } = planner.buildQueryPlan(operation);
    if (node?.kind !== 'Subscription') throw badUserInput('The subscription asks for nothing.');
    const { primary, rest } = node;
    const event: FetchNode = {
      ...primary,
      serviceName: eventService,
      operationKind: OperationTypeNode.QUERY,
    };
    return {
      primary,
      eventService,
      subgraphs: new Set(subgraphsOf(node)),
      perEvent: {
        kind: 'QueryPlan',
        node: rest === undefined ? event : { kind: 'Sequence', nodes: [event, rest] },
      },
    };
  };
}

function subgraphsOf(node: PlanNode | SubscriptionNode | undefined): readonly string[] {
  if (node === undefined) return [];
  switch (node.kind) {
    case 'Fetch':
      return [node.serviceName];
    case 'Flatten':
      return subgraphsOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(subgraphsOf);
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap(subgraphsOf);
    case 'Defer':
      return [node.primary.node, ...node.deferred.map((part) => part.node)].flatMap(subgraphsOf);
    case 'Subscription':
      return [node.primary, node.rest].flatMap(subgraphsOf);
  }
}
