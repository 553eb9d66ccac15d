import {
  startBackgroundWork,
  type BackgroundWork,
  type KeyValueStore,
  type Logger,
} from '@waris/service-kit';
import type { RetentionStep } from '../../domain/tiers/plan-retention.ts';
import { usualRetention, type RetentionPolicy } from '../../domain/tiers/retention-policy.ts';
import type { TierStore } from '../../persistence/tiers/tier-store.ts';
import type { RetentionSummary } from './failures.ts';
import { previewRetention, runRetention, type RetentionOptions } from './run-retention.ts';

export type Retention = {
  /** What a run would do; changes nothing. */
  preview(now?: Date): Promise<readonly RetentionStep[]>;
  /** Moves and drops all that is due; null when another process is at it. */
  run(options?: RetentionOptions & { readonly now?: Date }): Promise<RetentionSummary | null>;
  /** Ends a run after the turn that is on. */
  stop(): void;
};

export function openRetention(
  tiers: TierStore,
  config: { readonly retention?: RetentionPolicy },
  { withLock }: KeyValueStore,
): Retention {
  const stopping = new AbortController();
  const contextAt = (now: Date | undefined) => ({
    tiers,
    policy: config.retention ?? usualRetention,
    now: () => now ?? new Date(),
    withLock,
  });
  return {
    preview: (now) => previewRetention(contextAt(now)),
    run: ({ now, ...options } = {}) =>
      runRetention(contextAt(now), { signal: stopping.signal, ...options }),
    stop: () => stopping.abort(),
  };
}

const dayMs = 86_400_000;

/** Looks now and then whether a day has passed since all was moved; a crash is gone on from. */
export function startRetention(
  retention: Retention,
  intervalMs: number,
  log: Logger,
): readonly BackgroundWork[] {
  if (intervalMs === 0) return [];
  let doneDay = -1;
  return [
    startBackgroundWork({
      name: 'moving readings between tiers',
      intervalMs,
      work: async () => {
        const today = Math.floor(Date.now() / dayMs);
        if (today === doneDay) return false;
        const moved = await retention.run();
        if (moved === null) return false;
        doneDay = today;
        log.info({ moved }, 'readings were moved between tiers');
        return false;
      },
      log,
    }),
  ];
}
