import { Worker } from 'node:worker_threads';
import type { DemandSeries } from '@waris/water-loss';
import type { ForecastColumns } from './domain/forecast/forecast-all.ts';

type Forecasts = ReadonlyMap<string, ForecastColumns>;
type Waiting = {
  readonly resolve: (forecasts: Forecasts) => void;
  readonly reject: (error: unknown) => void;
};

/** Forecasts in a thread that begins with the first series and ends with `stop`. */
export type Forecaster = {
  forecast(series: DemandSeries): Promise<Forecasts>;
  stop(): Promise<void>;
};

export function createForecaster(): Forecaster {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let count = 0;
  const failAll = (error: unknown) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    // The next series finds a new thread.
    worker = null;
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./forecast-thread.ts', import.meta.url));
    started.unref();
    started.on('message', ({ id, forecasts }: { id: number; forecasts: Forecasts }) => {
      waiting.get(id)?.resolve(forecasts);
      waiting.delete(id);
    });
    started.on('error', failAll);
    started.on('exit', () => {
      failAll(new Error('The thread of forecasts has ended.'));
    });
    return started;
  };
  return {
    forecast: (series) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        count += 1;
        waiting.set(count, { resolve, reject });
        worker.postMessage({ id: count, series });
      }),
    stop: async () => {
      await worker?.terminate();
    },
  };
}
