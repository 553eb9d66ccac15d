import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { code, optionalText, parseInput, text } from '../domain/input.ts';
import {
  codeTaken,
  notFound,
  type CodeTaken,
  type InvalidInput,
  type NotFound,
} from '../domain/refusals.ts';
import type { Branch } from '../domain/register.ts';
import { auditRecord } from './audit.ts';

const inputSchema = z.object({
  regionId: z.string(),
  code,
  nameTh: text,
  nameEn: text,
  class: optionalText,
  address: optionalText,
  phone: optionalText,
  email: optionalText,
});

export async function createBranch(
  context: Context,
  input: z.input<typeof inputSchema>,
): Promise<Result<Branch, InvalidInput | NotFound | CodeTaken>> {
  context.viewer.require('network:write');
  const parsed = parseInput(inputSchema, input);
  if (!parsed.ok) return parsed;
  const { regionId, ...rest } = parsed.value;
  const [region] = await context.register.regions.byIds(context.viewer.scope, [regionId]);
  if (region == null) return fail(notFound('region', 'regionId'));

  const branch: Branch = { id: context.newId(), regionId: region.id, ...rest };
  const subject = { type: 'Branch', id: branch.id };
  const audit = auditRecord(context, 'network.branch.created', subject, { code: branch.code });
  const inserted = await context.areaWriter.insertBranch(branch, audit);
  return inserted ? ok(branch) : fail(codeTaken(branch.code, 'code'));
}
