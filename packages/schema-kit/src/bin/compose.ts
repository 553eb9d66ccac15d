import { writeFileSync } from 'node:fs';
import { composeSupergraph } from '../compose.ts';
import { supergraphFile, warisSubgraphs } from '../waris-subgraphs.ts';

try {
  writeFileSync(supergraphFile, composeSupergraph(warisSubgraphs));
  process.stdout.write(`wrote ${supergraphFile}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
