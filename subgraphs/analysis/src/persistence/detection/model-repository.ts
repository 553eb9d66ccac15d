import {
  appendToOutbox,
  inTransaction,
  query,
  type OutboxMessage,
  type Pool,
} from '@waris/database';
import { areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { z } from 'zod';
import {
  modelRoles,
  type ModelRole,
  type PredictionModel,
} from '../../domain/detection/prediction-models.ts';
import {
  lockModelRolesSql,
  modelProgressSql,
  modelRolesSql,
  modelScoresSql,
  setModelRolesSql,
} from './model-sql.ts';

export type RoleGiven = { readonly model: PredictionModel; readonly role: ModelRole };

/** What was counted of a model's predictions. */
export type ModelCounts = z.infer<typeof scoreRow>;

export type ModelProgress = Omit<z.infer<typeof progressRow>, 'modelVersion'>;

export type ModelRepository = {
  /** The roles that people gave; models without one have the role they were built with. */
  rolesGiven(): Promise<ReadonlyMap<string, ModelRole>>;
  /**
   * Decides on the roles as they are and keeps what was decided, the message in the same
   * transaction, one caller at a time. Null decides to change nothing.
   */
  setRoles(
    decide: (given: ReadonlyMap<string, ModelRole>) => readonly RoleGiven[] | null,
    by: { readonly setBy: string; readonly setAt: Date; readonly message: OutboxMessage },
  ): Promise<readonly RoleGiven[] | null>;
  /** By version; a model that has said nothing is absent. */
  counts(scope: AreaScope): Promise<ReadonlyMap<string, ModelCounts>>;
  /** How far each of the models has got, by version. */
  progress(
    modelVersions: readonly string[],
    scope: AreaScope,
  ): Promise<ReadonlyMap<string, ModelProgress>>;
};

const roleRows = z.array(z.object({ modelVersion: z.string(), role: z.enum(modelRoles) }));

const scoreRow = z.object({
  modelVersion: z.string(),
  predictionCount: z.number(),
  validatedCount: z.number(),
  confirmedCount: z.number(),
  falseAlarmCount: z.number(),
  incidentsSeen: z.number(),
  scoredForecastCount: z.number(),
  meanErrorDay1M3PerHour: z.number().nullable(),
  greatestErrorDay1M3PerHour: z.number().nullable(),
  meanErrorDays2To7M3PerHour: z.number().nullable(),
  sinceAt: z.date(),
  /** Incidents that people confirmed, by kind of prediction; of all models. */
  incidents: z.record(z.string(), z.number()).nullable(),
});

const progressRow = z.object({
  modelVersion: z.string(),
  dmaCount: z.number(),
  upToDateDmaCount: z.number(),
  waitingDayCount: z.number(),
});

const rolesOf = (rows: readonly unknown[]) =>
  new Map(roleRows.parse(rows).map(({ modelVersion, role }) => [modelVersion, role]));

export function makeModelRepository(pool: Pool): ModelRepository {
  return {
    rolesGiven: async () => rolesOf((await query(pool, modelRolesSql)).rows),
    setRoles: (decide, { setBy, setAt, message }) =>
      inTransaction(pool, async (client) => {
        await client.query(lockModelRolesSql);
        const decided = decide(rolesOf((await client.query(modelRolesSql)).rows));
        if (decided === null) return null;
        await client.query(setModelRolesSql, [
          decided.map(({ model }) => model.version),
          decided.map(({ model }) => model.kind),
          decided.map(({ role }) => role),
          setBy,
          setAt,
        ]);
        await appendToOutbox(client, message);
        return decided;
      }),
    counts: async (scope) => {
      const { rows } = await query(pool, modelScoresSql, areaScopeParameters(scope));
      return new Map(
        z
          .array(scoreRow)
          .parse(rows)
          .map((row) => [row.modelVersion, row]),
      );
    },
    progress: async (modelVersions, scope) => {
      const values = [modelVersions, ...areaScopeParameters(scope)];
      const rows = z.array(progressRow).parse((await query(pool, modelProgressSql, values)).rows);
      return new Map(rows.map(({ modelVersion, ...progress }) => [modelVersion, progress]));
    },
  };
}
