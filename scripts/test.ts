/**
 * The tests: all on the embedded engines by default, one project when named, or `engines`:
 * integration and conformance on real servers (started unless their URLs are set).
 */
import { startRealEngines } from './real-engines.ts';
import { conclude, runJest, type Tally } from './run-jest.ts';

const [which = 'all', ...rest] = process.argv.slice(2);

async function runTests(): Promise<Tally> {
  switch (which) {
    case 'all':
      return runJest('all', rest);
    case 'unit':
    case 'embedded':
    case 'integration':
    case 'e2e':
      return runJest(which, [
        '--selectProjects',
        which,
        ...(rest.length > 0 ? ['--', ...rest] : []),
      ]);
    case 'engines':
      return runJest('engines', ['--selectProjects', 'integration', ...rest], {
        ...(await startRealEngines()),
        WARIS_TEST_ENGINES: 'real',
      });
    default:
      process.stderr.write(
        `There are no ${which} tests: unit, embedded, integration, e2e, engines.\n`,
      );
      return { passed: 0, failed: 1, skipped: 0 };
  }
}

conclude(await runTests());
