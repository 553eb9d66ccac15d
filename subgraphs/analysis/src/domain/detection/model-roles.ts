import {
  predictionModels,
  type ModelRole,
  type PredictionKind,
  type PredictionModel,
} from './prediction-models.ts';

type Given = ReadonlyMap<string, ModelRole>;
type RoleOfModel = { readonly model: PredictionModel; readonly role: ModelRole };

export function roleOf(model: PredictionModel, given: Given): ModelRole {
  return given.get(model.version) ?? model.builtInRole;
}

export function championOf(kind: PredictionKind, given: Given): PredictionModel {
  const champion = predictionModels.find(
    (model) => model.kind === kind && roleOf(model, given) === 'champion',
  );
  if (champion === undefined) throw new Error(`There is no champion for ${kind}.`);
  return champion;
}

/** Models whose events or forecasts are no rivals of the others of their kind. */
const incomparable: ReadonlySet<string> = new Set(['night-share-1']);

/** What a change of role comes to, or in one sentence why it cannot be. */
export function changeRole(
  model: PredictionModel,
  role: ModelRole,
  given: Given,
): readonly RoleOfModel[] | string {
  const champion = championOf(model.kind, given);
  if (role !== 'champion') {
    return champion === model
      ? `${model.version} is champion: make another model champion, and it becomes a challenger.`
      : [{ model, role }];
  }
  if (incomparable.has(model.version)) {
    return `${model.version} tells of night-flow excess and finds no bursts: it cannot be champion.`;
  }
  if (champion === model) return [{ model, role }];
  return [
    { model, role },
    { model: champion, role: 'challenger' },
  ];
}
