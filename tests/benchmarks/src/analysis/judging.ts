import type pg from 'pg';
import type { Benchmark, BenchmarkReport, BenchmarkWorld } from '../benchmark.ts';
import { memoryRiseOf } from '../peak-memory.ts';
import { withServer } from '../with-server.ts';
import { makeReadDmas, unjudgedDmas } from './read-dmas.ts';

const counts = [100, 1_000] as const;
const days = 90;

/** What it takes the service to look for bursts, faults and night excess in many DMAs. */
export const judging: Benchmark = {
  name: 'judging',
  description: `seconds and memory that judging ${days} days of 100 and of 1,000 DMAs takes the service`,
  run: (world, { report }) =>
    withServer(world, async ({ client, judgeOnce }) => {
      const measured: Measured[] = [];
      for (const count of counts) {
        report(`roll-ups of ${count} DMAs`);
        await makeReadDmas(client, { code: `JUDGE${count}`, count, days });
        report(`judging ${count} DMAs`);
        measured.push(await judgeAll(client, judgeOnce, count));
      }
      return reportOf(measured);
    }),
};

type Measured = {
  readonly count: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly memoryRiseMb: number;
};

function reportOf(measured: readonly Measured[]): BenchmarkReport {
  const [few, all] = measured;
  const ofYear = ({ cpuSeconds, count }: Measured) => (cpuSeconds * 365_000) / (count * days);
  return {
    tables: [
      {
        title: `${days} days of each DMA, judged by the service and kept`,
        columns: ['DMAs', 'seconds', 'CPU seconds', 'CPU seconds a 1,000 DMA-years', 'memory, MB'],
        rows: measured.map((one) => [
          one.count,
          Number(one.seconds.toFixed(1)),
          Number(one.cpuSeconds.toFixed(1)),
          Number(ofYear(one).toFixed(0)),
          Number(one.memoryRiseMb.toFixed(0)),
        ]),
      },
    ],
    figures: {
      cpuSecondsOf100: few?.cpuSeconds ?? null,
      cpuSecondsOf1000: all?.cpuSeconds ?? null,
      growthRatio: (all?.cpuSeconds ?? Number.NaN) / (few?.cpuSeconds ?? Number.NaN),
      memoryRiseMbOf100: few?.memoryRiseMb ?? null,
      memoryRiseMbOf1000: all?.memoryRiseMb ?? null,
    },
    notes: [
      'From roll-ups, without pressure meters: reading them, six models each day, states and watermarks. CPU and memory are of the whole process, so with the embedded database of that too.',
      'The detector alone is measured by `bursts`.',
    ],
  };
}

async function judgeAll(
  client: pg.Client,
  judgeOnce: BenchmarkWorld['judgeOnce'],
  count: number,
): Promise<Measured> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const memoryRiseMb = await memoryRiseOf(async () => {
    // Forecasts wait until every day is judged: they are not a part of this.
    while ((await unjudgedDmas(client)) > 0) await judgeOnce();
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { count, seconds, cpuSeconds: (user + system) / 1e6, memoryRiseMb };
}
