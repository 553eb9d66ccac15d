import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { databaseRole, openPool, poolState } from '@waris/database';
import { buildSchema } from '@waris/schema-kit';
import type { RequestContext, Subgraph } from '@waris/service-kit';
import { PrismaClient } from './__generated__/prisma/client.ts';
import { openBackground, type Shared } from './background.ts';
import type { AnalysisConfig } from './config.ts';
import type { Context } from './context.ts';
import { makeDetection } from './detection-context.ts';
import { makeLoaders } from './loaders.ts';
import { makeCalculationRepository } from './persistence/calculation-repository.ts';
import { makeCostSettingsRepository } from './persistence/cost-settings-repository.ts';
import { makeDmaRepository } from './persistence/dma-repository.ts';
import { makeEnteredVolumeRepository } from './persistence/entered-volume-repository.ts';
import { makePublicHolidayRepository } from './persistence/public-holiday-repository.ts';
import { makeReadingsRepository } from './persistence/readings-repository.ts';
import { makeWeatherRepository } from './persistence/weather-repository.ts';
import { resolvers } from './resolvers/index.ts';
import { recalculateNow, startRecalculation } from './services/recalculation.ts';

const schemaFolder = fileURLToPath(new URL('../schema', import.meta.url));

export type Analysis = Subgraph<Context> & {
  /** Judges readings that are new or have changed, now; true when there may be more to do. */
  evaluateOnce(): Promise<boolean>;
  /** Deletes forecasts that are kept no longer, as every day; how many there were. */
  pruneForecasts(at: Date): Promise<number>;
  /**
   * Calculates kept balances again whose data changed, now, with a revision after that only; true
   * when there may be more.
   */
  recalculateOnce(sinceRevision?: number): Promise<boolean>;
};

export async function openAnalysis(config: AnalysisConfig, shared: Shared): Promise<Analysis> {
  const pool = openPool({
    url: config.databaseUrl,
    role: await databaseRole(config.databaseUrl, 'waris_analysis'),
    applicationName: 'waris-analysis',
  });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const dmas = makeDmaRepository(pool);
  const readings = makeReadingsRepository(pool);
  const calculations = makeCalculationRepository(prisma, pool);
  const enteredVolumes = makeEnteredVolumeRepository(pool);
  const costSettings = makeCostSettingsRepository(pool);
  const publicHolidays = makePublicHolidayRepository(pool);
  const weather = makeWeatherRepository(pool);
  const detectionOf = makeDetection(pool);
  const intervalMs = config.evaluationIntervalMs;
  const background = openBackground({ pool, readings, intervalMs }, shared);
  const createContext = (request: RequestContext): Context => ({
    ...request,
    settings: config,
    dmas,
    calculations,
    enteredVolumes,
    costSettings,
    publicHolidays,
    weather,
    detection: detectionOf(request.viewer.scope),
    loaders: makeLoaders(
      dmas,
      readings,
      calculations,
      enteredVolumes,
      costSettings,
      publicHolidays,
      request.viewer.scope,
    ),
  });
  const recalculation = startRecalculation({ createContext, log: shared.log }, intervalMs);
  return {
    name: 'analysis',
    evaluateOnce: background.turn,
    pruneForecasts: background.pruneForecasts,
    recalculateOnce: (since) => recalculateNow({ createContext, log: shared.log }, since),
    schema: buildSchema(schemaFolder, resolvers),
    createContext,
    stores: async () => [await poolState(pool, 'PostgreSQL')],
    stop: async () => {
      await Promise.all([background.stop(), recalculation?.stop()]);
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
