import { parentPort } from 'node:worker_threads';
import type { DemandSeries } from '@waris/water-loss';
import { forecastAll } from './domain/forecast/forecast-all.ts';

// A thread of its own: a forecast computes for half a second, in which no request would be served.
parentPort?.on('message', ({ id, series }: { id: number; series: DemandSeries }) => {
  parentPort?.postMessage({ id, forecasts: forecastAll(series) });
});
