import { areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { Prisma } from '../__generated__/prisma/client.ts';

/**
 * True when the area in `a` (region_id, branch_id, dma_id) lies wholly within the scope. Which
 * branch and region an area belongs to is read from what the network publishes. Never null:
 * "not within" must be true for an assignment everywhere.
 */
function areaWithin(scope: AreaScope): Prisma.Sql {
  const [everywhere, regions, branches, dmas] = areaScopeParameters(scope);
  return Prisma.sql`coalesce(
    ${everywhere}::boolean
    or a.region_id = any(${[...regions]}::uuid[])
    or a.branch_id = any(${[...branches]}::uuid[])
    or a.dma_id = any(${[...dmas]}::uuid[])
    or exists (
      select from dma.published_dmas d
      where (d.branch_id = a.branch_id or d.id = a.dma_id)
        and (d.region_id = any(${[...regions]}::uuid[]) or d.branch_id = any(${[...branches]}::uuid[]))
    ), false)`;
}

/** True for the users `u` whose areas all lie within the scope. */
export function userVisible(scope: AreaScope): Prisma.Sql {
  if (scope === 'everywhere') return Prisma.sql`true`;
  return Prisma.sql`(
    exists (select from public.role_assignments a where a.user_id = u.id)
    and not exists (
      select from public.role_assignments a where a.user_id = u.id and not ${areaWithin(scope)}
    ))`;
}

/** How many of the areas given as a JSON list lie outside the scope. */
export function countOutside(scope: AreaScope, areas: string): Prisma.Sql {
  return Prisma.sql`
    select count(*)::int as outside
    from jsonb_to_recordset(${areas}::jsonb) as a (region_id uuid, branch_id uuid, dma_id uuid)
    where not ${areaWithin(scope)}`;
}
