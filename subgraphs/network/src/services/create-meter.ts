import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import {
  localDate,
  optionalText,
  parseInput,
  point,
  serialNumber,
  sizeMm,
} from '../domain/input.ts';
import {
  codeTaken,
  invalidInput,
  type CodeTaken,
  type InvalidInput,
  type NotFound,
} from '../domain/refusals.ts';
import { meterKinds, type Meter } from '../domain/register.ts';
import { auditRecord } from './audit.ts';
import { placeAsset } from './place-asset.ts';
import { findFutureFault } from './time-in-service.ts';

const inputSchema = z.object({
  serialNumber,
  kind: z.enum(meterKinds),
  dmaId: z.string().nullish(),
  sourceDmaId: z.string().nullish(),
  branchId: z.string().nullish(),
  brand: optionalText,
  model: optionalText,
  sizeMm: sizeMm.nullish(),
  installedOn: localDate.nullish(),
  inServiceAt: z.date().nullish(),
  lastCalibratedOn: localDate.nullish(),
  place: optionalText,
  customerClass: optionalText,
  location: point.nullish(),
});

type Input = z.output<typeof inputSchema>;

export async function createMeter(
  context: Context,
  input: z.input<typeof inputSchema>,
): Promise<Result<Meter, InvalidInput | NotFound | CodeTaken>> {
  context.viewer.require('network:write');
  const parsed = parseInput(inputSchema, input);
  if (!parsed.ok) return parsed;
  const { inServiceAt = null } = parsed.value;
  const fault = findFault(parsed.value) ?? findFutureFault(context, inServiceAt, 'inServiceAt');
  if (fault !== null) return fail(fault);
  const { location, ...facts } = parsed.value;
  const placed = await placeAsset(context, facts);
  if (!placed.ok) return placed;

  const meter: Meter = {
    ...facts,
    ...placed.value,
    id: context.newId(),
    state: 'ACTIVE',
    inServiceAt,
    retiredAt: null,
    sizeMm: facts.sizeMm ?? null,
    installedOn: facts.installedOn ?? null,
    lastCalibratedOn: facts.lastCalibratedOn ?? null,
  };
  const subject = { type: 'Meter', id: meter.id };
  const details = { serialNumber: meter.serialNumber };
  const audit = auditRecord(context, 'network.meter.created', subject, details);
  const inserted = await context.assetWriter.insertMeter(meter, location ?? null, audit);
  return inserted ? ok(meter) : fail(codeTaken(meter.serialNumber, 'serialNumber'));
}

function findFault({ kind, dmaId, sourceDmaId }: Input): InvalidInput | null {
  if (sourceDmaId == null) return null;
  if (!['BULK', 'ZONE', 'CHECK'].includes(kind)) {
    return invalidInput('Only bulk, zone and check meters draw from a DMA.', 'sourceDmaId');
  }
  return dmaId === sourceDmaId
    ? invalidInput('A meter cannot feed the DMA that it draws from.', 'sourceDmaId')
    : null;
}
