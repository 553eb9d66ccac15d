import { openAnalysis, parseAnalysisConfig } from '@waris/analysis';
import { openMemoryKeyValueStore, silentLogger } from '@waris/service-kit';

// Judges readings in a process of its own until there is nothing left, or until it is killed.
const analysis = await openAnalysis(
  parseAnalysisConfig({ ...process.env, WARIS_ANALYSIS_INTERVAL_SECONDS: '0' }),
  { keyValueStore: openMemoryKeyValueStore(), log: silentLogger },
);
process.stdout.write('open\n');
while (await analysis.evaluateOnce());
await analysis.stop();
