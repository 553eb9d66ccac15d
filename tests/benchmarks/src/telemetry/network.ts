import { newId } from '@waris/service-kit';
import type pg from 'pg';
import { makeBranch } from '../make-branch.ts';

export type BenchmarkNetwork = {
  readonly dmaIds: readonly string[];
  readonly dmaCodes: readonly string[];
  /** The first hundred are the inlets of the DMAs, the others check meters within them. */
  readonly meterIds: readonly string[];
  readonly serialPrefix: string;
  readonly customerIds: readonly string[];
};

const dmaCount = 100;
const meterCount = 1_000;
const customerCount = 9_000;

const many = (count: number) => Array.from({ length: count }, () => newId());

/** A branch with a hundred DMAs, a thousand flow meters and nine thousand customers. */
export async function makeNetwork(client: pg.Client): Promise<BenchmarkNetwork> {
  const { regionId, branchId } = await makeBranch(client, 'BENCH');
  const [dmaIds, meterIds, customerIds] = [many(dmaCount), many(meterCount), many(customerCount)];
  const dmaCodes = dmaIds.map((_, index) => `BENCH-${String(index).padStart(3, '0')}`);
  const serialPrefix = 'BENCH-';
  await client.query(
    `insert into dma.dmas (id, region_id, branch_id, code, name_th, name_en, created_at, updated_at)
     select id, $1, $2, code, 'ทดสอบ', 'Benchmark', now(), now()
     from unnest($3::uuid[], $4::text[]) as d (id, code)`,
    [regionId, branchId, dmaIds, dmaCodes],
  );
  await client.query(
    `insert into dma.meters (id, branch_id, dma_id, serial_number, kind, state, created_at, updated_at)
     select id, $1, ($2::uuid[])[1 + (n - 1) % ${dmaCount}], serial_number,
       case when n <= ${dmaCount} then 'zone' else 'check' end, 'active', now(), now()
     from unnest($3::uuid[], $4::text[]) with ordinality as m (id, serial_number, n)`,
    [branchId, dmaIds, meterIds, meterIds.map((_, index) => `${serialPrefix}${index}`)],
  );
  await client.query(
    `insert into dma.meters (id, branch_id, dma_id, serial_number, kind, state, created_at, updated_at)
     select id, $1, ($2::uuid[])[1 + (n - 1) % ${dmaCount}], 'CUSTOMER-' || n, 'customer', 'active', now(), now()
     from unnest($3::uuid[]) with ordinality as m (id, n)`,
    [branchId, dmaIds, customerIds],
  );
  return { dmaIds, dmaCodes, meterIds, serialPrefix, customerIds };
}
