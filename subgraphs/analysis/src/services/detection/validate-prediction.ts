import { auditMessage, auditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type Result,
} from '@waris/service-kit';
import type { Context } from '../../context.ts';
import type { Outcome, Prediction, Validation } from '../../domain/detection/prediction.ts';

export type ValidatePredictionInput = {
  readonly id: string;
  readonly outcome: Outcome;
  readonly note: string | null;
  readonly actualStartAt: Date | null;
  readonly actualSizeM3PerHour: number | null;
};

const longestNote = 2000;
const greatestSizeM3PerHour = 100_000;

/** Keeps what people found out about a prediction, the audit record in the same transaction. */
export async function validatePrediction(
  context: Context,
  input: ValidatePredictionInput,
): Promise<Result<Prediction, InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  const problems = problemsWith(input, context.now());
  if (problems.length > 0) return fail(...problems);

  const { predictions } = context.detection;
  const { scope, kind, id: actorId } = context.viewer;
  const absent = notFound(`There is no prediction ${input.id}.`, 'id');
  const [before] = await predictions.findByIds([input.id], scope);
  if (before === undefined) return fail(absent);
  if (before.kind === 'demand forecast') {
    return fail(invalidInput('A demand forecast is judged by readings, not by people.', 'id'));
  }
  const { id, ...found } = input;
  const validation: Validation = {
    ...found,
    validatedAt: context.now(),
    validatedBy: { kind, id: actorId },
  };
  const message = auditOf(context, before, validation);
  const after = await predictions.validate(id, validation, message, scope);
  return after === null ? fail(absent) : ok(after);
}

function auditOf(context: Context, before: Prediction, validation: Validation) {
  const { validatedBy: _by, validatedAt: _at, ...told } = validation;
  const details = {
    kind: before.kind,
    modelVersion: before.modelVersion,
    ...told,
    outcomeBefore: before.validation?.outcome ?? null,
  };
  const subject = { type: 'Prediction', id: before.id };
  return auditMessage(auditRecord(context, 'analysis.prediction.validated', subject, details));
}

function problemsWith(input: ValidatePredictionInput, now: Date): readonly InvalidInput[] {
  const { outcome, note, actualStartAt, actualSizeM3PerHour: size } = input;
  const isConfirmed = outcome === 'confirmed';
  const onlyConfirmed = 'Only what was confirmed has an actual start or size.';
  return [
    ...((note?.length ?? 0) > longestNote
      ? [invalidInput(`A note has at most ${longestNote} characters.`, 'note')]
      : []),
    ...(actualStartAt !== null && !isConfirmed
      ? [invalidInput(onlyConfirmed, 'actualStartAt')]
      : []),
    ...(actualStartAt !== null && actualStartAt > now
      ? [invalidInput('The actual start lies in the future.', 'actualStartAt')]
      : []),
    ...(size !== null && !isConfirmed ? [invalidInput(onlyConfirmed, 'actualSizeM3PerHour')] : []),
    ...(size !== null && !(size >= 0 && size <= greatestSizeM3PerHour)
      ? [
          invalidInput(
            `The actual size must lie between 0 and ${greatestSizeM3PerHour} m³/h.`,
            'actualSizeM3PerHour',
          ),
        ]
      : []),
  ];
}
