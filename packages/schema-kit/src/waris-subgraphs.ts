import { fileURLToPath } from 'node:url';
import type { ComposableSubgraph } from './compose.ts';

const root = new URL('../../../', import.meta.url);

export const supergraphFile = fileURLToPath(new URL('gateway/supergraph.graphql', root));

/** The API as it was last released; changes are held against it. */
export const releasedApiFile = fileURLToPath(new URL('gateway/released-api.graphql', root));

/** The five, with the ports they take by default when each runs in a process of its own. */
export const warisSubgraphs: readonly ComposableSubgraph[] = [
  ['identity', 4001],
  ['network', 4002],
  ['telemetry', 4003],
  ['analysis', 4004],
  ['knowledge', 4005],
].map(([name, port]) => ({
  name: String(name),
  schemaFolder: fileURLToPath(new URL(`subgraphs/${name}/schema`, root)),
  url: `http://127.0.0.1:${port}/graphql`,
}));
