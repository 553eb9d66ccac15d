import { fail, ok, PublicError, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { code, parseInput, text } from '../domain/input.ts';
import { codeTaken, type CodeTaken, type InvalidInput } from '../domain/refusals.ts';
import type { Region } from '../domain/register.ts';
import { auditRecord } from './audit.ts';

const inputSchema = z.object({ code, nameTh: text, nameEn: text });

export async function createRegion(
  context: Context,
  input: z.input<typeof inputSchema>,
): Promise<Result<Region, InvalidInput | CodeTaken>> {
  context.viewer.require('network:write');
  if (context.viewer.scope !== 'everywhere') {
    throw new PublicError('FORBIDDEN', 'This needs access to the whole utility.');
  }
  const parsed = parseInput(inputSchema, input);
  if (!parsed.ok) return parsed;

  const region: Region = { id: context.newId(), ...parsed.value };
  const subject = { type: 'Region', id: region.id };
  const audit = auditRecord(context, 'network.region.created', subject, { code: region.code });
  const inserted = await context.areaWriter.insertRegion(region, audit);
  return inserted ? ok(region) : fail(codeTaken(region.code, 'code'));
}
