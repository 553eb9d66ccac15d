import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { count, lengthKm, parseInput, pressureM, text, timeZone } from '../domain/input.ts';
import { invalidInput, notFound, type InvalidInput, type NotFound } from '../domain/refusals.ts';
import type { Dma, DmaFacts } from '../domain/register.ts';
import { auditRecord } from './audit.ts';
import { findDma } from './find-in-area.ts';

const inputSchema = z.object({
  dmaId: z.string(),
  nameTh: text.nullish(),
  nameEn: text.nullish(),
  population: count.nullish(),
  connections: count.nullish(),
  mainsLengthKm: lengthKm.nullish(),
  privatePipeLengthKm: lengthKm.nullish(),
  averagePressureM: pressureM.nullish(),
  timeZone: timeZone.nullish(),
  active: z.boolean().nullish(),
});

type Input = z.output<typeof inputSchema>;

/** What every DMA has cannot be made unknown. */
const always = ['nameTh', 'nameEn', 'timeZone', 'active'] as const;

export async function changeDma(
  context: Context,
  input: z.input<typeof inputSchema>,
): Promise<Result<Dma, InvalidInput | NotFound>> {
  context.viewer.require('network:write');
  const parsed = parseInput(inputSchema, input);
  if (!parsed.ok) return parsed;
  const nulls = always.filter((name) => parsed.value[name] === null);
  if (nulls.length > 0) return fail(...nulls.map((name) => invalidInput(`${name} is null.`, name)));
  const { dmaId, ...changes } = parsed.value;
  // Also keeps ids that are no UUID from the database.
  if ((await findDma(context, dmaId)) === null) return fail(notFound('DMA', 'dmaId'));

  const subject = { type: 'Dma', id: dmaId };
  const audit = auditRecord(context, 'network.dma.changed', subject, changes);
  const { scope } = context.viewer;
  const changed = await context.areaWriter.changeDma(scope, dmaId, toFacts(changes), audit);
  if (changed === null) return fail(notFound('DMA', 'dmaId'));
  await context.dmaCache.forget([changed.id]);
  context.loaders.dma.clear(changed.id);
  return ok(changed);
}

/** Left out means unchanged. */
function toFacts(changes: Omit<Input, 'dmaId'>): Partial<DmaFacts> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
