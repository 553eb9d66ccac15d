import type { Pool } from '@waris/database';
import { startBackgroundWork, type KeyValueStore, type Logger } from '@waris/service-kit';
import { makeEvaluationRepository } from './persistence/detection/evaluation-repository.ts';
import { makePublishedDaysRepository } from './persistence/detection/published-days-repository.ts';
import type { ReadingsRepository } from './persistence/readings-repository.ts';
import { evaluateDays, type EvaluationContext } from './services/detection/evaluate-days.ts';

export type Shared = { readonly keyValueStore: KeyValueStore; readonly log: Logger };

export type Background = {
  /** One turn of each kind of work; true when there may be more to do. */
  turn(): Promise<boolean>;
  stop(): Promise<void>;
};

/** The work that nobody asks for: one process at a time does it, whoever holds the lock. */
export function openBackground(
  { pool, readings, intervalMs }: { pool: Pool; readings: ReadingsRepository; intervalMs: number },
  { keyValueStore, log }: Shared,
): Background {
  const context: EvaluationContext = {
    published: makePublishedDaysRepository(pool),
    evaluations: makeEvaluationRepository(pool),
    readings,
    now: () => new Date(),
  };
  const turn = async (): Promise<boolean> => {
    const hasMore = await keyValueStore.withLock('analysis:evaluation', () =>
      evaluateDays(context),
    );
    return hasMore ?? false;
  };
  const work =
    intervalMs === 0
      ? null
      : startBackgroundWork({ name: 'judging days of readings', intervalMs, work: turn, log });
  return {
    turn,
    stop: async () => {
      await work?.stop();
    },
  };
}
