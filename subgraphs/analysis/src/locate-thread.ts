import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { createPlacer, type PlaceTask } from './services/detection/place-burst.ts';

// EPANET solves for seconds, in which no request would be served. On Linux a priority is that of
// a thread; elsewhere it would be that of the whole process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

const place = createPlacer();

parentPort?.on('message', async ({ id, task }: { id: number; task: PlaceTask }) => {
  parentPort?.postMessage({ id, answer: await place(task) });
});
