import { auditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type RequestContext,
  type Result,
} from '@waris/service-kit';
import { fitSeries, quoted, type FittingSeries } from '../domain/check-readings.ts';
import { usualThresholds } from '../domain/quality/thresholds.ts';
import { possibleRange, type ReadingQuantity } from '../domain/quantity.ts';
import type { ReadingUnit } from '../domain/reading-unit.ts';
import type { AreaRepository } from '../persistence/areas.ts';
import type { StoredReading } from '../persistence/meter-readings.ts';
import type { RevisionStore } from '../persistence/revisions.ts';
import { announceMeter, type Announcer } from './announce-readings.ts';

export type ReviseContext = RequestContext & {
  readonly areas: AreaRepository;
  readonly revisions: RevisionStore;
  readonly announcer: Announcer;
};

export type ReviseReadingInput = {
  readonly serialNumber: string;
  readonly quantity: ReadingQuantity;
  readonly recordedAt: Date;
  readonly value: number;
  readonly unit: ReadingUnit;
  readonly reason: string;
};

const longestReason = 500;

/** Replaces a stored value; the old row and the audit record are written with it. */
export async function reviseReading(
  context: ReviseContext,
  input: ReviseReadingInput,
): Promise<Result<StoredReading, InvalidInput | NotFound>> {
  context.viewer.require('telemetry:write');

  const fitted = await fitInput(context, input);
  if (!fitted.ok) return fitted;
  const { meter, factor } = fitted.value;
  const { quantity, recordedAt } = input;
  const value = input.value * factor;
  const reason = input.reason.trim();
  const revisedAt = context.now();
  const { kind, id } = context.viewer;
  const reading = await context.revisions.revise(
    {
      id: context.newId(),
      meterId: meter.id,
      quantity,
      recordedAt,
      value,
      reason,
      revisedBy: `${kind}:${id}`,
      revisedAt,
    },
    (previousValue) => ({
      ...auditRecord(
        context,
        'telemetry.reading.revised',
        { type: 'Meter', id: meter.id },
        { quantity, recordedAt: recordedAt.toISOString(), previousValue, value, reason },
      ),
      occurredAt: revisedAt,
    }),
  );
  if (reading === null) {
    const message = `Meter ${quoted(input.serialNumber)} has no ${quantity} reading at ${recordedAt.toISOString()}.`;
    return fail(notFound(message, 'recordedAt'));
  }
  await announceMeter(context.announcer, meter, {
    quantity,
    recordedCount: 1,
    firstRecordedAt: recordedAt,
    lastRecordedAt: recordedAt,
  });
  return ok(reading);
}

export function problemWithReason(reason: string): InvalidInput | null {
  const { length } = reason.trim();
  return length >= 1 && length <= longestReason
    ? null
    : invalidInput(`A reason has 1 to ${longestReason} characters.`, 'reason');
}

async function fitInput(
  context: ReviseContext,
  input: ReviseReadingInput,
): Promise<Result<FittingSeries, InvalidInput | NotFound>> {
  const invalid = (message: string, field: string) => fail(invalidInput(message, field));
  const problem = problemWithReason(input.reason);
  if (problem !== null) return fail(problem);
  const { scope } = context.viewer;
  const [meter] = await context.areas.findMetersBySerialNumber([input.serialNumber], scope);
  // A person's word stands, whatever the rules would say of the value.
  const fit = fitSeries(input, meter, usualThresholds);
  if ('reason' in fit) {
    return fit.reason === 'METER_NOT_FOUND'
      ? fail(notFound(fit.message, 'serialNumber'))
      : invalid(fit.message, fit.reason === 'UNIT_DOES_NOT_FIT_QUANTITY' ? 'unit' : 'quantity');
  }
  const value = input.value * fit.factor;
  const [least, greatest] = possibleRange[input.quantity];
  if (!(value >= least && value <= greatest)) {
    return invalid(`${value} is outside ${least} to ${greatest}.`, 'value');
  }
  return ok(fit);
}
