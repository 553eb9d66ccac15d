import { fail, ok, type Result } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { invalidInput, notFound, type InvalidInput, type NotFound } from '../domain/refusals.ts';
import type { Meter } from '../domain/register.ts';
import { auditRecord } from './audit.ts';
import { findMeter } from './find-in-area.ts';

export async function retireMeter(
  context: Context,
  { meterId }: { readonly meterId: string },
): Promise<Result<Meter, InvalidInput | NotFound>> {
  context.viewer.require('network:write');
  const meter = await findMeter(context, meterId);
  if (meter === null) return fail(notFound('meter', 'meterId'));

  const subject = { type: 'Meter', id: meter.id };
  const audit = auditRecord(context, 'network.meter.retired', subject);
  const retired = await context.assetWriter.retireMeter(meter.id, audit);
  return retired
    ? ok({ ...meter, state: 'REPLACED', retiredAt: audit.occurredAt })
    : fail(invalidInput(`${meter.serialNumber} is out of use already.`, 'meterId'));
}
