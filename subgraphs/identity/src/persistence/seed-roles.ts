import { inTransaction, type Pool } from '@waris/database';
import { newId, permissions } from '@waris/service-kit';
import { builtInRoles } from '../domain/built-in-roles.ts';

/** Brings permissions and built-in roles up to date. A second run changes nothing. */
export async function seedRoles(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    // Two services that start at once would otherwise wait for each other's rows crosswise.
    await client.query('select pg_advisory_xact_lock(5531003)');
    await client.query(
      `insert into public.permissions as known (code, description)
       select * from unnest($1::text[], $2::text[])
       on conflict (code) do update set description = excluded.description
       where known.description <> excluded.description`,
      [Object.keys(permissions), Object.values(permissions)],
    );
    await client.query(
      `insert into public.roles as known (id, code, name, description)
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
       on conflict (code) do update set name = excluded.name, description = excluded.description
       where (known.name, known.description) <> (excluded.name, excluded.description)`,
      [
        builtInRoles.map(() => newId()),
        builtInRoles.map((role) => role.code),
        builtInRoles.map((role) => role.name),
        builtInRoles.map((role) => role.description),
      ],
    );
    const pairs = builtInRoles.flatMap((role) =>
      role.permissions.map((permission) => ({ role: role.code, permission })),
    );
    const values = [pairs.map((pair) => pair.role), pairs.map((pair) => pair.permission)];
    await client.query(takeAwayOthers, [...values, builtInRoles.map((role) => role.code)]);
    await client.query(giveMissing, values);
  });
}

const takeAwayOthers = `
  delete from public.role_permissions held using public.roles r
  where r.id = held.role_id and r.code = any($3::text[])
    and (r.code, held.permission_code) not in (select * from unnest($1::text[], $2::text[]))`;

const giveMissing = `
  insert into public.role_permissions (role_id, permission_code)
  select r.id, wanted.permission
  from unnest($1::text[], $2::text[]) as wanted (role, permission)
  join public.roles r on r.code = wanted.role
  on conflict do nothing`;
