import type { Context } from '../context.ts';
import type { Branch, Dma, Meter } from '../domain/register.ts';

/** What a write is about, null when it is not in the caller's area. */
export async function findBranch(context: Context, id: string): Promise<Branch | null> {
  const [branch] = await context.register.branches.byIds(context.viewer.scope, [id]);
  return branch ?? null;
}

export async function findDma(context: Context, id: string): Promise<Dma | null> {
  const [dma] = await context.register.dmas.byIds(context.viewer.scope, [id]);
  return dma ?? null;
}

export async function findMeter(context: Context, id: string): Promise<Meter | null> {
  const [meter] = await context.register.meters.byIds(context.viewer.scope, [id]);
  return meter ?? null;
}
