import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  PublicError,
  type RequestContext,
  type Subgraph,
  type SubgraphName,
} from '@waris/service-kit';
import { parse } from 'graphql';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;

const networkSdl = `${link}
  type Query { dmas: [Dma!]! failing: String refused: String }
  type Mutation { renameDma(id: ID!, code: String!): Dma }
  type Dma @key(fields: "id") { id: ID! code: String! branch: Branch! seenFrom: String }
  type Branch @key(fields: "id") { id: ID! }`;

const telemetrySdl = `${link}
  type Query { readings(above: Float, aboveAll: [Float!]): Int }
  type Subscription { readingRecorded: Reading! }
  type Reading { flowM3PerHour: Float! dma: Dma! branch: Branch! }
  type Dma @key(fields: "id") { id: ID! latestFlowM3PerHour: Float }
  type Branch @key(fields: "id") { id: ID! name: String sensors: [Float] }`;

const events = ['1', '2'].map((id) => ({
  readingRecorded: {
    flowM3PerHour: Number(id),
    dma: { id },
    branch: { id: 'b', name: 'branch b' },
  },
}));

/**
 * Two small federated subgraphs: four DMAs of one branch, and readings of them.
 * `branchIds` fills with the branches that the telemetry subgraph was asked for, `dmaIds` with the
 * DMAs that the network was asked for; `slow` tells when `readings`, which takes a moment, begins
 * to be answered. All who subscribe are told of the same two events.
 */
export function createTwoSubgraphs() {
  const branchIds: string[] = [];
  const dmaIds: string[] = [];
  const slow = new EventEmitter();
  const network = subgraph('network', networkSdl, {
    Query: {
      dmas: () => ['1', '2', '3', '4'].map((id) => ({ id, code: `D-${id}`, branch: { id: 'b' } })),
      failing: () => {
        throw new Error('relation "dma.dmas" does not exist at /srv/waris/x.ts');
      },
      refused: () => {
        throw new PublicError('FORBIDDEN', 'This needs the permission network:write.');
      },
    },
    Mutation: { renameDma: (_: unknown, args: object) => ({ ...args, branch: { id: 'b' } }) },
    Dma: {
      seenFrom: (_dma: unknown, _args: unknown, { viewer }: RequestContext) =>
        JSON.stringify(viewer.scope),
      __resolveReference: async ({ id }: { id: string }) => {
        dmaIds.push(id);
        return { id, code: `D-${id}`, branch: { id: 'b' } };
      },
    },
  });
  const telemetry = subgraph('telemetry', telemetrySdl, {
    Query: {
      readings: async () => {
        slow.emit('asked');
        await delay(200);
        return 7;
      },
    },
    Subscription: {
      readingRecorded: {
        subscribe: async function* readingRecorded() {
          yield* events;
        },
      },
    },
    Dma: {
      __resolveReference: async ({ id }: { id: string }) => {
        if (id === '3') throw new Error('lost');
        return { id, latestFlowM3PerHour: Number(id) * 10 };
      },
    },
    Branch: {
      __resolveReference: async ({ id }: { id: string }) => {
        branchIds.push(id);
        return { id, name: `branch ${id}`, sensors: [1, null, 3] };
      },
    },
  });
  return { network, telemetry, branchIds, dmaIds, slow };
}

function subgraph(name: SubgraphName, sdl: string, resolvers: object): Subgraph {
  return {
    name,
    schema: buildSubgraphSchema({ typeDefs: parse(sdl), resolvers } as never),
    createContext: (request) => request,
    stores: async () => [],
    stop: async () => undefined,
  };
}

/** Their supergraph, with the addresses that a gateway over HTTP would call. */
export function composeTwo(urls: { network: string; telemetry: string }): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'network', url: urls.network, typeDefs: parse(networkSdl) },
    { name: 'telemetry', url: urls.telemetry, typeDefs: parse(telemetrySdl) },
  ]);
  if (supergraphSdl === undefined) throw new Error(String(errors));
  return supergraphSdl;
}
