import { readFileSync, writeFileSync } from 'node:fs';
import { printApiSchema } from '../api-schema.ts';
import { releasedApiFile, supergraphFile } from '../waris-subgraphs.ts';

// Run when a release goes out: from then on what clients depend on is this.
writeFileSync(releasedApiFile, printApiSchema(readFileSync(supergraphFile, 'utf8')));
process.stdout.write(`wrote ${releasedApiFile}\n`);
