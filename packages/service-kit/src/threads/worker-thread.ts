import { Worker } from 'node:worker_threads';

/** A thread that answers tasks; it begins with the first and ends with `stop`. */
export type WorkerThread<Task, Answer> = {
  /** Rejects when the thread fails, dies or takes longer than it may; then the next has a new one. */
  ask(task: Task): Promise<Answer>;
  stop(): Promise<void>;
};

type Waiting<Answer> = {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

type Running<Answer> = {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting<Answer>>;
};

/** The file calls `answerTasks`; what that throws ends it. */
export function createWorkerThread<Task, Answer>(
  file: URL,
  { mostMs, mostMemoryMb }: { readonly mostMs: number; readonly mostMemoryMb: number },
): WorkerThread<Task, Answer> {
  let running: Running<Answer> | null = null;
  let count = 0;
  const leave = (left: Running<Answer>, error: unknown) => {
    if (running === left) running = null;
    for (const { reject } of left.waiting.values()) reject(error);
    left.waiting.clear();
  };
  const start = (): Running<Answer> => {
    const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb } });
    const started: Running<Answer> = { worker, waiting: new Map() };
    worker.unref();
    worker.on('message', ({ id, answer }: { id: number; answer: Answer }) => {
      started.waiting.get(id)?.resolve(answer);
      started.waiting.delete(id);
    });
    worker.on('error', (error) => {
      leave(started, error);
    });
    worker.on('exit', () => {
      leave(started, new Error('The thread has ended.'));
    });
    return started;
  };
  return {
    ask: async (task) => {
      const asked = (running ??= start());
      count += 1;
      const id = count;
      const timer = setTimeout(() => {
        leave(asked, new Error(`It took longer than ${mostMs / 1000} s.`));
        void asked.worker.terminate();
      }, mostMs);
      try {
        return await new Promise<Answer>((resolve, reject) => {
          asked.waiting.set(id, { resolve, reject });
          asked.worker.postMessage({ id, task });
        });
      } finally {
        clearTimeout(timer);
      }
    },
    stop: async () => {
      await running?.worker.terminate();
    },
  };
}
