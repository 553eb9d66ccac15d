import type pg from 'pg';
import type { Benchmark, BenchmarkReport, BenchmarkWorld } from '../benchmark.ts';
import { memoryRiseOf } from '../peak-memory.ts';
import { withServer } from '../with-server.ts';
import { makeReadDmas, unjudgedDmas } from './read-dmas.ts';

const count = 20;
const days = 365;

/** What it takes the service to forecast the demand of DMAs whose past was imported. */
export const forecasting: Benchmark = {
  name: 'forecasting',
  description: `seconds until ${count} DMAs with a year behind them have a forecast, and all of the past`,
  run: (world, { report }) =>
    withServer(world, async ({ client, judgeOnce }) => {
      report(`roll-ups of ${count} DMAs`);
      await makeReadDmas(client, { code: 'FORECAST', count, days });
      report('judging them');
      // Forecasts wait until every day is judged: that is not a part of this.
      while ((await unjudgedDmas(client)) > 0) await judgeOnce();
      return reportOf(await forecastAll(client, judgeOnce, report));
    }),
};

type Measured = {
  readonly secondsToLatest: number;
  readonly cpuSecondsToLatest: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly memoryRiseMb: number;
  readonly forecasts: number;
};

async function forecastAll(
  client: pg.Client,
  judgeOnce: BenchmarkWorld['judgeOnce'],
  report: (progress: string) => void,
): Promise<Measured> {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const soFar = () => {
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
  let latest: ReturnType<typeof soFar> | null = null;
  const memoryRiseMb = await memoryRiseOf(async () => {
    let hasMore = true;
    while (hasMore) {
      hasMore = await judgeOnce();
      const dmas = await forecastDmas(client);
      if (dmas === count) latest ??= soFar();
      report(`${dmas} of ${count} DMAs have a forecast`);
    }
  });
  const { rows } = await client.query<{ forecasts: number }>(
    `select count(*)::integer as forecasts from analysis.ai_predictions where kind = 'demand forecast'`,
  );
  const first = latest ?? soFar();
  return {
    secondsToLatest: first.seconds,
    cpuSecondsToLatest: first.cpuSeconds,
    ...soFar(),
    memoryRiseMb,
    forecasts: rows[0]?.forecasts ?? 0,
  };
}

async function forecastDmas(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ dmas: number }>(
    `select count(distinct dma_id)::integer as dmas
     from analysis.ai_predictions where kind = 'demand forecast'`,
  );
  return rows[0]?.dmas ?? 0;
}

function reportOf(measured: Measured): BenchmarkReport {
  const { secondsToLatest, cpuSecondsToLatest, seconds, cpuSeconds, forecasts } = measured;
  const dmaYears = (count * days) / 365;
  return {
    tables: [
      {
        title: `${count} DMAs with ${days} days behind them`,
        columns: ['until', 'seconds', 'CPU seconds', 'CPU seconds a DMA'],
        rows: [
          [
            'each has its latest forecast',
            secondsToLatest,
            cpuSecondsToLatest,
            cpuSecondsToLatest / count,
          ],
          ['every week is forecast and scored', seconds, cpuSeconds, cpuSeconds / count],
        ],
      },
    ],
    figures: {
      cpuSecondsPerLatestForecast: cpuSecondsToLatest / count,
      cpuSecondsPerDmaYear: cpuSeconds / dmaYears,
      forecasts,
      memoryRiseMb: measured.memoryRiseMb,
    },
    notes: [
      'Three models from each Monday, kept with their scores. CPU and memory are of the whole process, so with the embedded database of that too.',
    ],
  };
}
