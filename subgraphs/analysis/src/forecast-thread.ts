import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { forecastAll, type ForecastTask } from './domain/forecast/forecast-all.ts';

// A thread of its own: the forecasts of a year compute for seconds, in which no request would be served.
// On Linux a priority is that of a thread; elsewhere it would be that of the whole process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

parentPort?.on('message', ({ id, task }: { id: number; task: ForecastTask }) => {
  parentPort?.postMessage({ id, answer: forecastAll(task) });
});
