import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { composeDmaCode } from '../domain/dma-code.ts';
import { code, count, lengthKm, parseInput, pressureM, text, timeZone } from '../domain/input.ts';
import {
  codeTaken,
  notFound,
  type CodeTaken,
  type InvalidInput,
  type NotFound,
} from '../domain/refusals.ts';
import type { Dma } from '../domain/register.ts';
import { auditRecord } from './audit.ts';
import { findBranch } from './find-in-area.ts';

const inputSchema = z.object({
  branchId: z.string(),
  number: code,
  nameTh: text,
  nameEn: text,
  population: count.nullish(),
  connections: count.nullish(),
  mainsLengthKm: lengthKm.nullish(),
  privatePipeLengthKm: lengthKm.nullish(),
  averagePressureM: pressureM.nullish(),
  timeZone: timeZone.nullish(),
});

export async function createDma(
  context: Context,
  input: z.input<typeof inputSchema>,
): Promise<Result<Dma, InvalidInput | NotFound | CodeTaken>> {
  context.viewer.require('network:write');
  const parsed = parseInput(inputSchema, input);
  if (!parsed.ok) return parsed;
  const facts = parsed.value;
  const branch = await findBranch(context, facts.branchId);
  if (branch === null) return fail(notFound('branch', 'branchId'));

  const dma: Dma = {
    id: context.newId(),
    regionId: branch.regionId,
    branchId: branch.id,
    code: composeDmaCode(branch.code, facts.number),
    nameTh: facts.nameTh,
    nameEn: facts.nameEn,
    population: facts.population ?? null,
    connections: facts.connections ?? null,
    mainsLengthKm: facts.mainsLengthKm ?? null,
    privatePipeLengthKm: facts.privatePipeLengthKm ?? null,
    averagePressureM: facts.averagePressureM ?? null,
    timeZone: facts.timeZone ?? 'Asia/Bangkok',
    active: true,
  };
  const subject = { type: 'Dma', id: dma.id };
  const audit = auditRecord(context, 'network.dma.created', subject, { code: dma.code });
  const inserted = await context.areaWriter.insertDma(dma, audit);
  return inserted ? ok(dma) : fail(codeTaken(dma.code, 'number'));
}
