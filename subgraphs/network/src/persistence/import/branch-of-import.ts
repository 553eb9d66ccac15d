import type { PoolClient } from '@waris/database';
import { areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { branches, regions } from '../listings.ts';

export type BranchToImport = {
  readonly code: string;
  readonly regionCode: string | null;
  /** That of a new branch when none is given. */
  readonly likelyRegionCode: string | null;
  readonly nameTh: string;
  readonly nameEn: string;
};

export type FoundBranch = { readonly id: string; readonly regionId: string };

export type BranchOutcome =
  | { readonly kind: 'Found'; readonly branch: FoundBranch }
  /** It exists in another region than was said. */
  | { readonly kind: 'OtherRegion' }
  | { readonly kind: 'RegionUnknown' }
  /** It, or the place where it would be made, lies outside the caller's area. */
  | { readonly kind: 'OutsideArea' };

export type Maker = { readonly scope: AreaScope; readonly at: Date; readonly newId: () => string };

/** The branch of an import, made when it is new; with its region when that is new as well. */
export async function takeBranch(
  client: PoolClient,
  branch: BranchToImport,
  maker: Maker,
): Promise<BranchOutcome> {
  // Two imports of one branch at once follow each other.
  await client.query(`select pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))`, [
    branch.code,
  ]);
  const found = await client.query<FoundBranch & { regionCode: string; visible: boolean }>(
    `select b.id, b.region_id as "regionId", r.code as "regionCode", ${branches.inArea} as visible
     from dma.branches b join dma.regions r on r.id = b.region_id where b.code = $5`,
    [...areaScopeParameters(maker.scope), branch.code],
  );
  const known = found.rows[0];
  if (known === undefined) return makeBranch(client, branch, maker);
  if (!known.visible) return { kind: 'OutsideArea' };
  if (branch.regionCode !== null && branch.regionCode !== known.regionCode) {
    return { kind: 'OtherRegion' };
  }
  return { kind: 'Found', branch: { id: known.id, regionId: known.regionId } };
}

async function makeBranch(
  client: PoolClient,
  branch: BranchToImport,
  maker: Maker,
): Promise<BranchOutcome> {
  const regionCode = branch.regionCode ?? branch.likelyRegionCode;
  if (regionCode === null) return { kind: 'RegionUnknown' };
  if (maker.scope === 'everywhere') {
    await client.query(
      `insert into dma.regions (id, code, name_th, name_en, created_at, updated_at)
       values ($1, $2, 'เขต ' || $2, 'Region ' || $2, $3, $3) on conflict (code) do nothing`,
      [maker.newId(), regionCode, maker.at],
    );
  }
  const { rows } = await client.query<{ id: string }>(
    `select r.id from dma.regions r where r.code = $5 and ${regions.inArea}`,
    [...areaScopeParameters(maker.scope), regionCode],
  );
  const region = rows[0];
  if (region === undefined) return { kind: 'OutsideArea' };
  const made = { id: maker.newId(), regionId: region.id };
  await client.query(
    `insert into dma.branches (id, region_id, code, name_th, name_en, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $6)`,
    [made.id, made.regionId, branch.code, branch.nameTh, branch.nameEn, maker.at],
  );
  return { kind: 'Found', branch: made };
}
