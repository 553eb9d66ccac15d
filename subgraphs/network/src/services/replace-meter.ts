import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { localDate, optionalText, parseInput, serialNumber, sizeMm } from '../domain/input.ts';
import {
  codeTaken,
  invalidInput,
  notFound,
  type CodeTaken,
  type InvalidInput,
  type NotFound,
} from '../domain/refusals.ts';
import type { Meter } from '../domain/register.ts';
import { auditRecord } from './audit.ts';
import { findMeter } from './find-in-area.ts';
import { findRetirementFault } from './time-in-service.ts';

const inputSchema = z.object({
  meterId: z.string(),
  serialNumber,
  brand: optionalText,
  model: optionalText,
  sizeMm: sizeMm.nullish(),
  installedOn: localDate.nullish(),
  exchangedAt: z.date().nullish(),
});

export type MeterReplaced = { readonly meter: Meter; readonly replacedMeter: Meter };

export async function replaceMeter(
  context: Context,
  input: z.input<typeof inputSchema>,
): Promise<Result<MeterReplaced, InvalidInput | NotFound | CodeTaken>> {
  context.viewer.require('network:write');
  const parsed = parseInput(inputSchema, input);
  if (!parsed.ok) return parsed;
  const { meterId, exchangedAt: statedAt, ...facts } = parsed.value;
  const old = await findMeter(context, meterId);
  if (old === null) return fail(notFound('meter', 'meterId'));
  const exchangedAt = statedAt ?? context.now();
  const fault = findRetirementFault(context, old, exchangedAt, 'exchangedAt');
  if (fault !== null) return fail(fault);

  const meter: Meter = {
    ...old,
    ...facts,
    id: context.newId(),
    state: 'ACTIVE',
    sizeMm: facts.sizeMm ?? old.sizeMm,
    installedOn: facts.installedOn ?? null,
    lastCalibratedOn: null,
    inServiceAt: exchangedAt,
    retiredAt: null,
  };
  const subject = { type: 'Meter', id: meter.id };
  const details = { serialNumber: meter.serialNumber, replaces: old.serialNumber, exchangedAt };
  const audit = auditRecord(context, 'network.meter.replaced', subject, details);
  const outcome = await context.assetWriter.replaceMeter(old.id, exchangedAt, meter, audit);
  switch (outcome) {
    case 'replaced':
      return ok({ meter, replacedMeter: { ...old, state: 'REPLACED', retiredAt: exchangedAt } });
    case 'retired before':
      return fail(invalidInput(`${old.serialNumber} is out of use already.`, 'meterId'));
    case 'serial number taken':
      return fail(codeTaken(meter.serialNumber, 'serialNumber'));
  }
}
