import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { ImportCounts } from '../domain/import/network-import.ts';
import { count, lengthKm, parseInput, pressureM, text } from '../domain/input.ts';
import { invalidInput, notFound, type InvalidInput, type NotFound } from '../domain/refusals.ts';
import { auditRecord } from './audit.ts';

const factsSchema = z
  .array(
    z.object({
      dmaCode: text,
      population: count.nullish(),
      connections: count.nullish(),
      averagePressureM: pressureM.nullish(),
      privatePipeLengthKm: lengthKm.nullish(),
    }),
  )
  .max(100_000, 'has over 100,000 DMAs');

export type DmaFactsInput = z.input<typeof factsSchema>;

/** Sets surveyed figures of many DMAs by code; what is left out stays, null makes it unknown. */
export async function setDmaFacts(
  context: Context,
  facts: DmaFactsInput,
): Promise<Result<ImportCounts, InvalidInput | NotFound>> {
  context.viewer.require('network:write');
  const parsed = parseInput(factsSchema, facts);
  if (!parsed.ok) return fail(...parsed.errors.slice(0, 50));
  const codes = new Set(parsed.value.map(({ dmaCode }) => dmaCode));
  if (codes.size < parsed.value.length) return fail(invalidInput('A DMA comes twice.', 'dmaCode'));

  const subject = { type: 'Dma', id: 'many' };
  const audit = auditRecord(context, 'network.dma-facts.set', subject, { dmas: codes.size });
  const outcome = await context.bulkWriter.changeDmas(context.viewer.scope, parsed.value, audit);
  switch (outcome.kind) {
    case 'Done':
      await context.dmaCache.forget(outcome.dmaIds);
      context.loaders.dma.clearAll();
      return ok(outcome.counts);
    case 'UnknownDmas':
      return fail(...outcome.codes.slice(0, 50).map((dma) => notFound(`DMA ${dma}`, 'dmaCode')));
    case 'SerialsTaken':
      throw new Error('Figures of DMAs bear no serial numbers.');
  }
}
