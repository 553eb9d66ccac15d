import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { lineString, parseInput, serialNumber } from '../domain/input.ts';
import { codeTaken, type CodeTaken, type InvalidInput, type NotFound } from '../domain/refusals.ts';
import { pipeMaterials, type Pipe } from '../domain/register.ts';
import { auditRecord } from './audit.ts';
import { placeAsset } from './place-asset.ts';

const aboveZero = z.number().gt(0, 'must be above zero');

const inputSchema = z.object({
  // As the network model has it, where capitals make a difference.
  code: serialNumber,
  dmaId: z.string().nullish(),
  branchId: z.string().nullish(),
  lengthM: aboveZero.max(1e6, 'is over 1,000,000 m'),
  diameterMm: aboveZero.max(10_000, 'is over 10,000 mm'),
  material: z.enum(pipeMaterials).nullish(),
  installedYear: z
    .number()
    .int()
    .min(1850, 'lies before 1850')
    .max(2200, 'lies after 2200: give the year of the common era')
    .nullish(),
  conditionGrade: z.number().int().min(1, 'is below 1').max(5, 'is above 5').nullish(),
  isOpen: z.boolean().nullish(),
  path: lineString.nullish(),
});

export async function createPipe(
  context: Context,
  input: z.input<typeof inputSchema>,
): Promise<Result<Pipe, InvalidInput | NotFound | CodeTaken>> {
  context.viewer.require('network:write');
  const parsed = parseInput(inputSchema, input);
  if (!parsed.ok) return parsed;
  const { path, ...facts } = parsed.value;
  const placed = await placeAsset(context, facts);
  if (!placed.ok) return placed;

  const pipe: Pipe = {
    id: context.newId(),
    branchId: placed.value.branchId,
    dmaId: placed.value.dmaId,
    code: facts.code,
    lengthM: facts.lengthM,
    diameterMm: facts.diameterMm,
    material: facts.material ?? null,
    installedYear: facts.installedYear ?? null,
    conditionGrade: facts.conditionGrade ?? null,
    isOpen: facts.isOpen ?? true,
  };
  const subject = { type: 'Pipe', id: pipe.id };
  const audit = auditRecord(context, 'network.pipe.created', subject, { code: pipe.code });
  const inserted = await context.assetWriter.insertPipe(pipe, path ?? null, audit);
  return inserted ? ok(pipe) : fail(codeTaken(pipe.code, 'code'));
}
