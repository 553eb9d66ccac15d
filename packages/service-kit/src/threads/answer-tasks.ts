import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

/**
 * Makes this thread one that `createWorkerThread` can ask. It yields to the thread that serves
 * requests.
 */
export function answerTasks<Task, Answer>(answer: (task: Task) => Answer | Promise<Answer>): void {
  // On Linux a priority is that of a thread; elsewhere it would be that of the whole process.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  parentPort?.on('message', async ({ id, task }: { id: number; task: Task }) => {
    parentPort?.postMessage({ id, answer: await answer(task) });
  });
}
