import { audits } from '../audits/audits.ts';
import type { Benchmark, BenchmarkReport } from '../benchmark.ts';
import { bursts } from '../bursts/bursts.ts';
import { forecast } from '../forecast/forecast.ts';
import { balances } from './balances.ts';

const parts: readonly Benchmark[] = [bursts, forecast, audits, balances];

/** Every score of the analysis, one part after the other. */
export const analysis: Benchmark = {
  name: 'analysis',
  description:
    'all that analysis is scored by: bursts, forecast, audits, and balances by the clock',
  run: async (world, options) => {
    const reports: (readonly [string, BenchmarkReport])[] = [];
    for (const part of parts) {
      const report = (progress: string) => options.report(`${part.name}: ${progress}`);
      reports.push([part.name, await part.run(world, { ...options, report })]);
    }
    return {
      tables: reports.flatMap(([, { tables }]) => tables),
      figures: Object.fromEntries(
        reports.flatMap(([name, { figures }]) =>
          Object.entries(figures).map(([figure, value]) => [`${name}.${figure}`, value]),
        ),
      ),
      notes: reports.flatMap(([, { notes }]) => notes),
    };
  },
};
