export { printApiSchema } from './api-schema.ts';
export { buildSchema } from './build-schema.ts';
export { composeSupergraph, type ComposableSubgraph } from './compose.ts';
export { DateTime, DateTimeColumn, parseInstant } from './scalars/date-time.ts';
export { encodeFloat32, FloatColumn, type FloatColumnOutput } from './scalars/float-column.ts';
export { GeoJSON } from './scalars/geo-json.ts';
export { lintSchema } from './lint-schema.ts';
export { readSubgraphSdl, readTypeDefinitions } from './type-definitions.ts';
export { releasedApiFile, supergraphFile, warisSubgraphs } from './waris-subgraphs.ts';
