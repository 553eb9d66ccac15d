import {
  appendToOutbox,
  inTransaction,
  query,
  type OutboxMessage,
  type Pool,
} from '@waris/database';
import {
  areaScopeParameters,
  cutPage,
  type AreaScope,
  type Page,
  type PageRequest,
} from '@waris/service-kit';
import { z } from 'zod';
import { outcomes, type Prediction, type Validation } from '../../domain/detection/prediction.ts';
import { predictionKinds, type PredictionKind } from '../../domain/detection/prediction-models.ts';
import type { Period } from '../../domain/period.ts';
import { isUuid } from '../dma-repository.ts';
import {
  latestPredictionsSql,
  predictionsByIdSql,
  predictionsSql,
  validateSql,
} from './prediction-sql.ts';

/** The latest data first. */
export type PredictionKey = { readonly dataUntil: Date; readonly id: string };

/** Null leaves a condition open. */
export type PredictionFilter = {
  readonly kind: PredictionKind | null;
  readonly dmaId: string | null;
  readonly modelVersion: string | null;
  readonly validated: boolean | null;
  readonly period: Period | null;
};

export type PredictionRepository = {
  findByIds(ids: readonly string[], scope: AreaScope): Promise<readonly Prediction[]>;
  findPage(
    filter: PredictionFilter,
    page: PageRequest<PredictionKey>,
    scope: AreaScope,
  ): Promise<Page<Prediction>>;
  /** The latest of a model, a DMA each. */
  findLatest(
    dmaIds: readonly string[],
    modelVersion: string,
    scope: AreaScope,
  ): Promise<readonly Prediction[]>;
  /** Keeps what people found out, and tells of it in one transaction. Null when it is not there. */
  validate(
    id: string,
    validation: Validation,
    message: OutboxMessage,
    scope: AreaScope,
  ): Promise<Prediction | null>;
};

const jsonObject = z.record(z.string(), z.unknown());

const predictionRow = z.object({
  id: z.string(),
  dmaId: z.string(),
  kind: z.enum(predictionKinds),
  modelVersion: z.string(),
  inputs: jsonObject,
  content: jsonObject,
  confidence: z.number().nullable(),
  dataUntil: z.date(),
  createdAt: z.date(),
  truth: z.unknown(),
  outcome: z.enum(outcomes).nullable(),
  note: z.string().nullable(),
  actualStartAt: z.date().nullable(),
  actualSizeM3PerHour: z.number().nullable(),
  validatedAt: z.date().nullable(),
  validatedBy: z.string().nullable(),
});

function toPrediction(row: unknown): Prediction {
  const { outcome, note, actualStartAt, actualSizeM3PerHour, validatedAt, validatedBy, ...said } =
    predictionRow.parse(row);
  const [kind = '', id = ''] = (validatedBy ?? '').split(':', 2);
  const validation =
    outcome === null || validatedAt === null
      ? null
      : {
          outcome,
          note,
          actualStartAt,
          actualSizeM3PerHour,
          validatedAt,
          validatedBy: { kind, id },
        };
  return { ...said, validation };
}

export function makePredictionRepository(pool: Pool): PredictionRepository {
  return {
    findByIds: async (ids, scope) => {
      const values = [ids.filter(isUuid), ...areaScopeParameters(scope)];
      return (await query(pool, predictionsByIdSql, values)).rows.map(toPrediction);
    },
    findPage: async ({ kind, dmaId, modelVersion, validated, period }, page, scope) => {
      if (dmaId !== null && !isUuid(dmaId)) return cutPage<Prediction>([], page);
      const { rows } = await query(pool, predictionsSql, [
        kind,
        dmaId,
        modelVersion,
        validated,
        period?.from ?? null,
        period?.to ?? null,
        page.after?.dataUntil ?? null,
        page.after?.id ?? null,
        page.first + 1,
        ...areaScopeParameters(scope),
      ]);
      return cutPage(rows.map(toPrediction), page);
    },
    findLatest: async (dmaIds, modelVersion, scope) => {
      const values = [dmaIds, modelVersion, ...areaScopeParameters(scope)];
      return (await query(pool, latestPredictionsSql, values)).rows.map(toPrediction);
    },
    validate: (id, validation, message, scope) =>
      inTransaction(pool, async (client) => {
        const { rows } = await client.query(validateSql, [
          id,
          validation.outcome,
          validation.note,
          validation.actualStartAt,
          validation.actualSizeM3PerHour,
          `${validation.validatedBy.kind}:${validation.validatedBy.id}`,
          validation.validatedAt,
          ...areaScopeParameters(scope),
        ]);
        if (rows[0] === undefined) return null;
        await appendToOutbox(client, message);
        return toPrediction(rows[0]);
      }),
  };
}
