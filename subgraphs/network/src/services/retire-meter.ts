import { fail, ok, type Result } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { invalidInput, notFound, type InvalidInput, type NotFound } from '../domain/refusals.ts';
import type { Meter } from '../domain/register.ts';
import { auditRecord } from './audit.ts';
import { findMeter } from './find-in-area.ts';
import { findRetirementFault } from './time-in-service.ts';

type Input = { readonly meterId: string; readonly retiredAt?: Date | null | undefined };

export async function retireMeter(
  context: Context,
  input: Input,
): Promise<Result<Meter, InvalidInput | NotFound>> {
  context.viewer.require('network:write');
  const meter = await findMeter(context, input.meterId);
  if (meter === null) return fail(notFound('meter', 'meterId'));
  const retiredAt = input.retiredAt ?? context.now();
  const fault = findRetirementFault(context, meter, retiredAt, 'retiredAt');
  if (fault !== null) return fail(fault);

  const subject = { type: 'Meter', id: meter.id };
  const audit = auditRecord(context, 'network.meter.retired', subject, { retiredAt });
  const retired = await context.assetWriter.retireMeter(meter.id, retiredAt, audit);
  return retired
    ? ok({ ...meter, state: 'REPLACED', retiredAt })
    : fail(invalidInput(`${meter.serialNumber} is out of use already.`, 'meterId'));
}
