import { fail, ok, type Refusal, type Result } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { parseBoundary } from '../domain/geometry.ts';
import { invalidInput, notFound, type InvalidInput, type NotFound } from '../domain/refusals.ts';
import type { Dma } from '../domain/register.ts';
import type { Overlap } from '../persistence/boundary-writer.ts';
import { auditRecord } from './audit.ts';
import { findDma } from './find-in-area.ts';

/** Boundaries are drawn by hand: so much of a neighbour may be covered by accident. */
const toleratedOverlapRatio = 0.01;

export type BoundaryOverlaps = Refusal<'BoundaryOverlaps'> & {
  readonly dma: Dma | null;
  readonly overlapRatio: number;
};

export type BoundarySet = { readonly dma: Dma; readonly warnings: readonly string[] };

export async function setDmaBoundary(
  context: Context,
  input: { readonly dmaId: string; readonly boundary: object },
): Promise<Result<BoundarySet, InvalidInput | NotFound | BoundaryOverlaps>> {
  context.viewer.require('network:write');
  const parsed = parseBoundary(input.boundary);
  if (!parsed.ok) return fail(...parsed.errors.map((fault) => invalidInput(fault, 'boundary')));
  const dma = await findDma(context, input.dmaId);
  if (dma === null) return fail(notFound('DMA', 'dmaId'));

  const audit = auditRecord(context, 'network.dma.boundary-set', { type: 'Dma', id: dma.id });
  const outcome = await context.boundaryWriter.set(dma, parsed.value, toleratedOverlapRatio, audit);
  switch (outcome.kind) {
    case 'Invalid':
      return fail(invalidInput(`The boundary is not valid: ${outcome.reason}.`, 'boundary'));
    case 'Overlapping':
      return fail(await describeOverlap(context, outcome.worst));
    case 'Set': {
      const overlaps = await Promise.all(
        outcome.overlaps.map((overlap) => describeOverlap(context, overlap)),
      );
      context.loaders.boundary.clear(dma.id);
      context.loaders.boundaryFacts.clear(dma.id);
      return ok({ dma, warnings: overlaps.map(({ message }) => message) });
    }
  }
}

async function describeOverlap(
  context: Context,
  { dmaId, ratio }: Overlap,
): Promise<BoundaryOverlaps> {
  const dma = await findDma(context, dmaId);
  const name = dma === null ? 'a DMA outside your area' : dma.code;
  const percent = (ratio * 100).toPrecision(2);
  return {
    kind: 'BoundaryOverlaps',
    message: `The boundary overlaps ${name} by ${percent} % of the smaller of the two.`,
    path: ['boundary'],
    dma,
    overlapRatio: ratio,
  };
}
