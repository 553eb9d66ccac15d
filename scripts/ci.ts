/** What `.ci/run` does once everything is installed; ends with one line of all its tests. */
import { conclude, readTally, root, run, sum, type Tally } from './run-jest.ts';

type Part = {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The report that the command's tests leave; a check without tests counts as one. */
  readonly report?: string;
};

const parts: readonly Part[] = [
  { title: 'npm test', command: 'npm', args: ['test'], report: 'all' },
  { title: 'checks', command: 'node', args: ['scripts/verify.ts', '--without-tests'] },
  {
    title: 'real engines',
    command: 'node',
    args: ['scripts/test.ts', 'engines'],
    report: 'engines',
  },
];

async function runPart({ title, command, args, report }: Part): Promise<Tally> {
  process.stdout.write(`\n==== ${title}\n`);
  const code = await run(command, args);
  return report === undefined
    ? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
    : readTally(`${root}coverage/${report}.json`, code);
}

const tallies: Tally[] = [];
for (const part of parts) tallies.push(await runPart(part));
const total = sum(...tallies);
// The lines of the parts stand above; this one is for who reads only the end.
process.stdout.write(`\nskipped ${total.skipped} (their reasons are in the names of the tests)\n`);
conclude({ ...total, skipped: 0 });
