import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { databaseRole, openPool, poolState } from '@waris/database';
import { buildSchema } from '@waris/schema-kit';
import type { Subgraph } from '@waris/service-kit';
import { PrismaClient } from './__generated__/prisma/client.ts';
import type { AnalysisConfig } from './config.ts';
import type { Context } from './context.ts';
import { makeLoaders } from './loaders.ts';
import { makeCalculationRepository } from './persistence/calculation-repository.ts';
import { makeCostSettingsRepository } from './persistence/cost-settings-repository.ts';
import { makeDmaRepository } from './persistence/dma-repository.ts';
import { makeEnteredVolumeRepository } from './persistence/entered-volume-repository.ts';
import { makeReadingsRepository } from './persistence/readings-repository.ts';
import { resolvers } from './resolvers/index.ts';

const schemaFolder = fileURLToPath(new URL('../schema', import.meta.url));

export async function openAnalysis(config: AnalysisConfig): Promise<Subgraph<Context>> {
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
  return {
    name: 'analysis',
    schema: buildSchema(schemaFolder, resolvers),
    createContext: (request) => ({
      ...request,
      settings: config,
      dmas,
      calculations,
      enteredVolumes,
      costSettings,
      loaders: makeLoaders(
        dmas,
        readings,
        calculations,
        enteredVolumes,
        costSettings,
        request.viewer.scope,
      ),
    }),
    stores: async () => [await poolState(pool, 'PostgreSQL')],
    stop: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
