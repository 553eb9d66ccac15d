import { readFileSync } from 'node:fs';
import {
  composeSupergraph,
  lintSchema,
  readSubgraphSdl,
  supergraphFile,
  warisSubgraphs,
} from '@waris/schema-kit';

describe('the supergraph', () => {
  it('is what the subgraphs compose to: run `pnpm compose` when this fails', () => {
    expect(composeSupergraph(warisSubgraphs)).toBe(readFileSync(supergraphFile, 'utf8'));
  });
});

describe.each(warisSubgraphs.map((subgraph) => [subgraph.name, subgraph.schemaFolder]))(
  'the schema of %s',
  (_name, schemaFolder) => {
    it('follows the style guide', () => {
      expect(lintSchema(readSubgraphSdl(schemaFolder))).toEqual([]);
    });
  },
);
