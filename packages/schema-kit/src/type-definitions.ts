import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type DocumentNode } from 'graphql';

const sharedFile = new URL('../schema/shared.graphql', import.meta.url);

/** The SDL of a subgraph: the shared part, then every file of its `schema/` folder by name. */
export function readSubgraphSdl(schemaFolder: string): string {
  const files = readdirSync(schemaFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.graphql'))
    .toSorted();
  const own = files.map((name) => readFileSync(join(schemaFolder, name), 'utf8'));
  return [readFileSync(sharedFile, 'utf8'), ...own].join('\n');
}

export function readTypeDefinitions(schemaFolder: string): DocumentNode {
  return parse(readSubgraphSdl(schemaFolder));
}
