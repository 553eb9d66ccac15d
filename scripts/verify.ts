/** Everything that needs no server, in under a minute: run it before every commit. */
import { run, runJest, conclude, type Tally, sum } from './run-jest.ts';

const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['types', 'tsc', ['--noEmit']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  [
    'architecture',
    'depcruise',
    ['--config', '.dependency-cruiser.cjs', 'gateway', 'subgraphs', 'packages', 'tests'],
  ],
  ['unused code', 'knip', []],
];

async function check([name, command, args]: (typeof checks)[number]): Promise<Tally> {
  process.stdout.write(`\n== ${name}\n`);
  const code = await run(command, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

let tally: Tally = { passed: 0, failed: 0, skipped: 0 };
for (const one of checks) tally = sum(tally, await check(one));
if (!process.argv.includes('--without-tests')) {
  tally = sum(tally, await runJest('unit', ['--selectProjects', 'unit']));
}
conclude(tally);
