import { newId } from '@waris/service-kit';
import type pg from 'pg';

export type BenchmarkBranch = { readonly regionId: string; readonly branchId: string };

/** A region with one branch, both of this code. */
export async function makeBranch(client: pg.Client, code: string): Promise<BenchmarkBranch> {
  const [regionId, branchId] = [newId(), newId()];
  await client.query(
    `insert into dma.regions (id, code, name_th, name_en, created_at, updated_at)
     values ($1, $2, 'ทดสอบ', 'Benchmark', now(), now())`,
    [regionId, code],
  );
  await client.query(
    `insert into dma.branches (id, region_id, code, name_th, name_en, created_at, updated_at)
     values ($1, $2, $3, 'ทดสอบ', 'Benchmark', now(), now())`,
    [branchId, regionId, code],
  );
  return { regionId, branchId };
}
