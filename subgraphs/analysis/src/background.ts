import type { Pool } from '@waris/database';
import {
  createWorkerThread,
  startBackgroundWork,
  type KeyValueStore,
  type Logger,
} from '@waris/service-kit';
import type { Forecasts, ForecastTask } from './domain/forecast/forecast-all.ts';
import { makeEvaluationRepository } from './persistence/detection/evaluation-repository.ts';
import { makeForecastRepository } from './persistence/detection/forecast-repository.ts';
import { makeLocationRepository } from './persistence/detection/location-repository.ts';
import { makeModelRepository } from './persistence/detection/model-repository.ts';
import { makeOutlookRepository } from './persistence/detection/outlook-repository.ts';
import { makePipeRepository } from './persistence/detection/pipe-repository.ts';
import { makePublishedDaysRepository } from './persistence/detection/published-days-repository.ts';
import type { ReadingsRepository } from './persistence/readings-repository.ts';
import { evaluateDays } from './services/detection/evaluate-days.ts';
import { foretellPipes } from './services/detection/foretell-pipes.ts';
import { forecastDays } from './services/detection/forecast-days.ts';
import { dailyPruning, pruneForecasts } from './services/detection/prune-forecasts.ts';
import { locateBursts } from './services/detection/locate-bursts.ts';
import type { PlaceAnswer, PlaceTask } from './services/detection/place-burst.ts';

export type Shared = { readonly keyValueStore: KeyValueStore; readonly log: Logger };

export type Background = {
  /** One turn of each kind of work; true when there may be more to do. */
  turn(): Promise<boolean>;
  /** Deletes forecasts that are kept no longer; turns do so once a day. How many there were. */
  pruneForecasts(at: Date): Promise<number>;
  stop(): Promise<void>;
};

// The forecasts of a year take some seconds.
const forecasterLimits = { mostMs: 60_000, mostMemoryMb: 512 };
// A network that takes longer, or more memory, is too large to be solved here.
const placerLimits = { mostMs: 180_000, mostMemoryMb: 512 };

/** The work that nobody asks for: one process at a time does it, whoever holds the lock. */
export function openBackground(
  { pool, readings, intervalMs }: { pool: Pool; readings: ReadingsRepository; intervalMs: number },
  { keyValueStore, log }: Shared,
): Background {
  const { forecaster, placer } = openThreads();
  const stopping = new AbortController();
  const context = {
    published: makePublishedDaysRepository(pool),
    evaluations: makeEvaluationRepository(pool),
    readings,
    forecasts: makeForecastRepository(pool),
    outlooks: makeOutlookRepository(pool),
    forecaster,
    locations: makeLocationRepository(pool),
    placer,
    models: makeModelRepository(pool),
    pipes: makePipeRepository(pool),
    now: () => new Date(),
    signal: stopping.signal,
  };
  // Nothing up to this revision is left to do; after a start that has to be found out again.
  let doneUntil = -1;
  const pruneDaily = dailyPruning(context);
  const turn = async (): Promise<boolean> => {
    // What was seen comes first; forecasts take longer and wait.
    const doAll = async () => {
      await pruneDaily();
      const latest = await context.published.latestRevision();
      if (latest === null || latest === doneUntil) return false;
      const hasMore =
        (await evaluateDays(context, doneUntil)) ||
        (await locateBursts(context)) ||
        (await forecastDays(context, doneUntil)) ||
        (await foretellPipes(context));
      if (!hasMore) doneUntil = latest;
      return hasMore;
    };
    try {
      return (await keyValueStore.withLock('analysis:evaluation', doAll)) ?? false;
    } catch (error) {
      // What was given up because we stop is no failure: nothing of it was kept.
      if (stopping.signal.aborted) return false;
      throw error;
    }
  };
  const work =
    intervalMs === 0
      ? null
      : startBackgroundWork({ name: 'judging days of readings', intervalMs, work: turn, log });
  return {
    turn,
    pruneForecasts: (at) => pruneForecasts(context, at),
    stop: async () => {
      stopping.abort();
      await Promise.all([forecaster.stop(), placer.stop(), work?.stop()]);
    },
  };
}

function openThreads() {
  const forecaster = createWorkerThread<ForecastTask, readonly Forecasts[]>(
    new URL('./forecast-thread.ts', import.meta.url),
    forecasterLimits,
  );
  const placer = createWorkerThread<PlaceTask, PlaceAnswer>(
    new URL('./locate-thread.ts', import.meta.url),
    placerLimits,
  );
  return { forecaster, placer };
}
