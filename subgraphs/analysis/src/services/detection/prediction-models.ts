import { auditMessage, auditRecord } from '@waris/database';
import {
  fail,
  forbidden,
  invalidInput,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type Result,
} from '@waris/service-kit';
import type { Context } from '../../context.ts';
import { intervalModel } from '../../domain/forecast/forecast-all.ts';
import type { ModelProgress } from '../../persistence/detection/model-repository.ts';
import { changeRole, roleOf } from '../../domain/detection/model-roles.ts';
import { scoresOf, type ModelScores } from '../../domain/detection/model-scores.ts';
import {
  findPredictionModel,
  modelRoles,
  predictionModels,
  type ModelRole,
  type PredictionKind,
  type PredictionModel,
} from '../../domain/detection/prediction-models.ts';

export type ModelInRole = { readonly model: PredictionModel; readonly role: ModelRole };

/** The models of a kind, or of all, champions first within their kind. */
export async function listPredictionModels(
  context: Context,
  kind: PredictionKind | null,
): Promise<readonly ModelInRole[]> {
  context.viewer.require('analysis:read');
  const given = await context.detection.loaders.rolesGiven();
  return predictionModels
    .filter((model) => kind === null || model.kind === kind)
    .map((model) => ({ model, role: roleOf(model, given) }))
    .toSorted((a, b) =>
      a.model.kind === b.model.kind ? modelRoles.indexOf(a.role) - modelRoles.indexOf(b.role) : 0,
    );
}

const nothingCounted = {
  predictionCount: 0,
  validatedCount: 0,
  confirmedCount: 0,
  falseAlarmCount: 0,
  incidentsSeen: 0,
  scoredForecastCount: 0,
  meanErrorDay1M3PerHour: null,
  greatestErrorDay1M3PerHour: null,
  meanErrorDays2To7M3PerHour: null,
  sinceAt: null,
};

/** How a model fared on what the caller sees. */
export async function scoresOfModel(context: Context, { version, kind }: PredictionModel) {
  context.viewer.require('analysis:read');
  const all = await context.detection.loaders.modelCounts();
  const counts = all.get(version) ?? nothingCounted;
  const [any] = all.values();
  const incidents = any?.incidents?.[kind] ?? 0;
  const scores: ModelScores = scoresOf({ ...counts, incidents }, kind === 'demand forecast');
  return { ...counts, ...scores, notes: [...scores.notes] };
}

/** Null for models that do not go by days. */
export async function progressOfModel(
  context: Context,
  { version, kind }: PredictionModel,
): Promise<ModelProgress | null> {
  context.viewer.require('analysis:read');
  const all = await context.detection.loaders.modelProgress();
  // All forecasts of a day are made together.
  return all.get(kind === 'demand forecast' ? intervalModel : version) ?? null;
}

/** Gives a model another role, the audit record in the same transaction. */
export async function setPredictionModelRole(
  context: Context,
  { version, role }: { readonly version: string; readonly role: ModelRole },
): Promise<Result<readonly ModelInRole[], InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  if (context.viewer.scope !== 'everywhere') throw forbidden('analysis:write everywhere');
  const model = findPredictionModel(version);
  if (model === undefined) return fail(notFound(`There is no model ${version}.`, 'version'));

  let refusal: string | null = null;
  const subject = { type: 'PredictionModel', id: version };
  const details = { kind: model.kind, role };
  const record = auditRecord(context, 'analysis.predictionModel.roleSet', subject, details);
  const decided = await context.detection.models.setRoles(
    (given) => {
      const change = changeRole(model, role, given);
      if (typeof change !== 'string') return change;
      refusal = change;
      return null;
    },
    {
      setBy: `${context.viewer.kind}:${context.viewer.id}`,
      setAt: context.now(),
      message: auditMessage(record),
    },
  );
  return decided === null ? fail(invalidInput(refusal ?? 'It cannot be.', 'role')) : ok(decided);
}
