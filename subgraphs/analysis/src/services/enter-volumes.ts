import { auditMessage, auditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type Refusal,
  type Result,
} from '@waris/service-kit';
import type { Context } from '../context.ts';
import { overlapping, type EnteredVolume } from '../domain/entered-volumes.ts';
import { periodText, problemWithPeriod } from '../domain/period.ts';
import type { KeptVolume } from '../persistence/entered-volume-repository.ts';

export type EnterVolumesInput = {
  readonly dmaCode: string;
  readonly volumes: readonly (EnteredVolume & { readonly note: string | null })[];
};

export type OverlappingPeriod = Refusal<'OverlappingPeriod'> & {
  /** Null when two of the entered volumes are in each other's way. */
  readonly existingVolume: KeptVolume | null;
};

const mostVolumes = 200;
const longestNote = 500;

/** Keeps volumes that people know, with the audit record, all or none. */
export async function enterVolumes(
  context: Context,
  input: EnterVolumesInput,
): Promise<Result<readonly KeptVolume[], InvalidInput | NotFound | OverlappingPeriod>> {
  context.viewer.require('analysis:write');
  const problems = problemsWith(input);
  if (problems.length > 0) return fail(...problems);
  const own = overlapsAmong(input.volumes);
  if (own !== null) return fail(own);

  const code = input.dmaCode.trim().toUpperCase();
  const dma = await context.dmas.findByCode(code, context.viewer.scope);
  if (dma === null) return fail(notFound(`There is no DMA ${input.dmaCode}.`, 'dmaCode'));

  const kept = input.volumes.map((volume) => ({
    ...volume,
    id: context.newId(),
    dmaId: dma.id,
    enteredBy: { kind: context.viewer.kind, id: context.viewer.id },
    enteredAt: context.now(),
  }));
  const subject = { type: 'Dma', id: dma.id };
  const details = { dmaCode: dma.code, volumes: input.volumes };
  const record = auditRecord(context, 'analysis.volumes.entered', subject, details);
  const inTheWay = await context.enteredVolumes.replace(dma, kept, auditMessage(record));
  if (inTheWay === null) return ok(kept);
  return fail(overlap(inTheWay.index, inTheWay.kept, inTheWay.kept));
}

function overlap(
  index: number,
  other: EnteredVolume,
  existingVolume: KeptVolume | null,
): OverlappingPeriod {
  return {
    kind: 'OverlappingPeriod',
    message: `${other.kind} is entered for ${periodText(other.period)} already: enter the same time to replace it, or time that is free.`,
    path: ['volumes', String(index), 'period'],
    existingVolume,
  };
}

function overlapsAmong(volumes: EnterVolumesInput['volumes']): OverlappingPeriod | null {
  for (const [index, { kind, period }] of volumes.entries()) {
    const others = volumes.slice(0, index);
    const same = others.find(
      (each) => each.kind === kind && each.period.from.getTime() === period.from.getTime(),
    );
    const other = same ?? overlapping(others, kind, period);
    if (other !== null) return overlap(index, other, null);
  }
  return null;
}

function problemsWith({ volumes }: EnterVolumesInput): readonly InvalidInput[] {
  if (volumes.length === 0 || volumes.length > mostVolumes) {
    return [invalidInput(`Enter 1 to ${mostVolumes} volumes at once.`, 'volumes')];
  }
  return volumes.flatMap((volume, index) =>
    problemsWithVolume(volume).map(({ message, field }) =>
      invalidInput(message, 'volumes', String(index), field),
    ),
  );
}

const mayBeNegative: ReadonlySet<string> = new Set([
  'CUSTOMER_METER_INACCURACY',
  'DATA_HANDLING_ERRORS',
]);

function problemsWithVolume(volume: EnterVolumesInput['volumes'][number]) {
  const { margin95Ratio, grade, note } = volume;
  const period = problemWithPeriod(volume.period);
  const problems = [
    period !== null && { field: 'period', message: period },
    volume.volumeM3 < 0 &&
      !mayBeNegative.has(volume.kind) && {
        field: 'volumeM3',
        message: `${volume.kind} must not be negative.`,
      },
    margin95Ratio !== null &&
      !(margin95Ratio >= 0 && margin95Ratio <= 1) && {
        field: 'margin95Ratio',
        message: 'A margin must be a ratio from 0 to 1: 0.02 for ± 2 %.',
      },
    grade !== null &&
      !(grade >= 1 && grade <= 10) && { field: 'grade', message: 'A grade must be from 1 to 10.' },
    (note?.length ?? 0) > longestNote && {
      field: 'note',
      message: `A note has at most ${longestNote} characters.`,
    },
  ];
  return problems.filter((problem) => problem !== false);
}
