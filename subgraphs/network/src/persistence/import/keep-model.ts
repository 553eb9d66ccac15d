import { createHash } from 'node:crypto';
import type { ImportPlan } from '../../domain/import/plan.ts';
import type { MergeContext } from './merge-areas.ts';

const keepSql = `
  insert into dma.network_models (id, branch_id, sha256, file_name, inp_text, imported_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (branch_id, sha256) do nothing`;

const linkSql = `
  update dma.dmas d set network_model_id = m.id
  from dma.network_models m
  where m.branch_id = $1 and m.sha256 = $2 and d.branch_id = $1 and d.code = any($3)
    and d.network_model_id is distinct from m.id`;

const dropSql = `
  delete from dma.network_models m
  where m.branch_id = $1 and not exists (select from dma.dmas d where d.network_model_id = m.id)`;

/** Keeps the file for the DMAs that were read from it; one that no DMA is from any more goes. */
export async function keepModel(
  { client, branchId, at, newId }: MergeContext,
  { model, dmas }: ImportPlan,
): Promise<void> {
  const { fileName, text } = model;
  const sha256 = createHash('sha256').update(text).digest('hex');
  await client.query(keepSql, [newId(), branchId, sha256, fileName.slice(0, 200), text, at]);
  await client.query(linkSql, [branchId, sha256, dmas.map(({ code }) => code)]);
  await client.query(dropSql, [branchId]);
}
