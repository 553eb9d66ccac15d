import { newId } from '@waris/service-kit';
import pg from 'pg';

export type TestTenant = {
  readonly regionId: string;
  readonly branchId: string;
  readonly branchCode: string;
  /** One DMA unless more were asked for; codes are the branch code and a number. */
  readonly dmas: readonly { readonly id: string; readonly code: string }[];
};

/** A region, a branch and DMAs of a test's own, so that tests share a database unseen. */
export async function createTenant(
  postgresUrl: string,
  { dmas: count = 1 }: { dmas?: number } = {},
): Promise<TestTenant> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    const regionId = newId();
    const branchId = newId();
    const branchCode = branchId.slice(-10).toUpperCase();
    await client.query(
      `insert into dma.regions (id, code, name_th, name_en, created_at, updated_at)
       values ($1, $2, 'เขตทดสอบ', 'Test region', now(), now())`,
      [regionId, `R${branchCode}`],
    );
    await client.query(
      `insert into dma.branches (id, region_id, code, name_th, name_en, created_at, updated_at)
       values ($1, $2, $3, 'สาขาทดสอบ', 'Test branch', now(), now())`,
      [branchId, regionId, branchCode],
    );
    const dmas = Array.from({ length: count }, (_, index) => ({
      id: newId(),
      code: `${branchCode}-${String(index + 1).padStart(2, '0')}`,
    }));
    await client.query(
      `insert into dma.dmas (id, region_id, branch_id, code, name_th, name_en, connections,
         mains_length_km, average_pressure_m, created_at, updated_at)
       select id, $1, $2, code, 'ดีเอ็มเอ', 'DMA', 1500, 15, 25, now(), now()
       from unnest($3::uuid[], $4::text[]) as d (id, code)`,
      [regionId, branchId, dmas.map((dma) => dma.id), dmas.map((dma) => dma.code)],
    );
    return { regionId, branchId, branchCode, dmas };
  } finally {
    await client.end();
  }
}
