import {
  appendToOutbox,
  auditMessage,
  inTransaction,
  type AuditRecord,
  type Pool,
  type PoolClient,
} from '@waris/database';
import { areaScopeParameters, type AreaScope } from '@waris/service-kit';
import type { ImportCounts } from '../domain/import/network-import.ts';
import { countChanges, mergeRows, returningChanges } from './import/merge.ts';
import { dmas } from './listings.ts';

export type CustomerMeter = {
  readonly serialNumber: string;
  readonly dmaCode: string;
  readonly customerClass: string | null;
  readonly sizeMm: number | null;
  readonly installedOn: string | null;
  readonly place: string | null;
};

/** Undefined leaves a figure as it is, null makes it unknown. */
export type DmaFigures = {
  readonly dmaCode: string;
  readonly population?: number | null | undefined;
  readonly connections?: number | null | undefined;
  readonly averagePressureM?: number | null | undefined;
  readonly privatePipeLengthKm?: number | null | undefined;
};

export type BulkOutcome =
  | { readonly kind: 'Done'; readonly counts: ImportCounts; readonly dmaIds: readonly string[] }
  /** DMAs that do not exist in the area. */
  | { readonly kind: 'UnknownDmas'; readonly codes: readonly string[] }
  /** Serial numbers of meters that are no customer meters, or another branch's. */
  | { readonly kind: 'SerialsTaken'; readonly serialNumbers: readonly string[] };

/** Writes many rows in few statements, all or none. */
export type BulkWriter = {
  readonly mergeCustomerMeters: (
    scope: AreaScope,
    meters: readonly CustomerMeter[],
    newId: () => string,
    audit: AuditRecord,
  ) => Promise<BulkOutcome>;
  readonly changeDmas: (
    scope: AreaScope,
    figures: readonly DmaFigures[],
    audit: AuditRecord,
  ) => Promise<BulkOutcome>;
};

const meterSql = `
  insert into dma.meters (id, branch_id, serial_number, kind, dma_id, customer_class, size_mm,
    installed_on, place, created_at, updated_at)
  select i.id, d.branch_id, i.serial_number, 'customer', d.id, i.customer_class, i.size_mm,
    i.installed_on, i.place, $1, $1
  from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::date[], $8::text[])
    as i (id, serial_number, dma_code, customer_class, size_mm, installed_on, place)
  join dma.dmas d on d.code = i.dma_code
  on conflict (serial_number) do update set dma_id = excluded.dma_id,
    customer_class = excluded.customer_class, size_mm = excluded.size_mm,
    installed_on = excluded.installed_on, place = excluded.place, updated_at = excluded.updated_at
  where (meters.dma_id, meters.customer_class, meters.size_mm, meters.installed_on, meters.place)
    is distinct from (excluded.dma_id, excluded.customer_class, excluded.size_mm,
      excluded.installed_on, excluded.place)
  ${returningChanges}`;

const figure = (column: string) =>
  `case when i.set_${column} then i.${column} else old.${column} end`;

const dmaSql = `
  update dma.dmas d set population = new.population, connections = new.connections,
    average_pressure_m = new.average_pressure_m,
    private_pipe_length_km = new.private_pipe_length_km, updated_at = $1
  from (
    select old.id, ${figure('population')} as population, ${figure('connections')} as connections,
      ${figure('average_pressure_m')} as average_pressure_m,
      ${figure('private_pipe_length_km')} as private_pipe_length_km
    from unnest($2::text[], $3::integer[], $4::boolean[], $5::integer[], $6::boolean[],
        $7::float8[], $8::boolean[], $9::float8[], $10::boolean[])
      as i (code, population, set_population, connections, set_connections, average_pressure_m,
        set_average_pressure_m, private_pipe_length_km, set_private_pipe_length_km)
    join dma.dmas old on old.code = i.code
  ) as new
  where d.id = new.id
    and (d.population, d.connections, d.average_pressure_m, d.private_pipe_length_km)
      is distinct from (new.population, new.connections, new.average_pressure_m, new.private_pipe_length_km)
  returning d.id, false as inserted`;

export function openBulkWriter(pool: Pool): BulkWriter {
  return {
    mergeCustomerMeters: (scope, meters, newId, audit) =>
      inTransaction(pool, async (client): Promise<BulkOutcome> => {
        const found = await findDmas(client, scope, meters);
        if (found.unknown.length > 0) return { kind: 'UnknownDmas', codes: found.unknown };
        const serialNumbers = await takenSerials(client, meters);
        if (serialNumbers.length > 0) return { kind: 'SerialsTaken', serialNumbers };
        const changes = await mergeRows(client, {
          sql: meterSql,
          before: [audit.occurredAt],
          rows: meters,
          toColumns: (rows) => [
            rows.map(newId),
            rows.map((row) => row.serialNumber),
            rows.map((row) => row.dmaCode),
            rows.map((row) => row.customerClass),
            rows.map((row) => row.sizeMm),
            rows.map((row) => row.installedOn),
            rows.map((row) => row.place),
          ],
        });
        if (changes.size > 0) await appendToOutbox(client, auditMessage(audit));
        const counts = countChanges(changes, meters.length);
        return { kind: 'Done', counts, dmaIds: found.ids };
      }),
    changeDmas: (scope, figures, audit) =>
      inTransaction(pool, async (client): Promise<BulkOutcome> => {
        const found = await findDmas(client, scope, figures);
        if (found.unknown.length > 0) return { kind: 'UnknownDmas', codes: found.unknown };
        const changes = await mergeRows(client, {
          sql: dmaSql,
          before: [audit.occurredAt],
          rows: figures,
          toColumns: (rows) => [rows.map(({ dmaCode }) => dmaCode), ...figureColumns(rows)],
        });
        if (changes.size > 0) await appendToOutbox(client, auditMessage(audit));
        const counts = countChanges(changes, figures.length);
        return { kind: 'Done', counts, dmaIds: found.ids };
      }),
  };
}

/** Each figure and whether it is to be set, in the order of the statement. */
function figureColumns(rows: readonly DmaFigures[]): readonly (readonly unknown[])[] {
  const names = ['population', 'connections', 'averagePressureM', 'privatePipeLengthKm'] as const;
  return names.flatMap((name) => [
    rows.map((row) => row[name] ?? null),
    rows.map((row) => row[name] !== undefined),
  ]);
}

async function findDmas(
  client: PoolClient,
  scope: AreaScope,
  rows: readonly { readonly dmaCode: string }[],
): Promise<{ ids: readonly string[]; unknown: readonly string[] }> {
  const codes = [...new Set(rows.map(({ dmaCode }) => dmaCode))];
  const found = await client.query<{ id: string; code: string }>(
    `select d.id, d.code from dma.dmas d where d.code = any($5) and ${dmas.inArea}`,
    [...areaScopeParameters(scope), codes],
  );
  const known = new Set(found.rows.map(({ code }) => code));
  return {
    ids: found.rows.map(({ id }) => id),
    unknown: codes.filter((code) => !known.has(code)),
  };
}

async function takenSerials(
  client: PoolClient,
  meters: readonly CustomerMeter[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ serialNumber: string }>(
    `select m.serial_number as "serialNumber"
     from unnest($1::text[], $2::text[]) as i (serial_number, dma_code)
     join dma.meters m on m.serial_number = i.serial_number
     join dma.dmas d on d.code = i.dma_code
     where m.kind <> 'customer' or m.branch_id <> d.branch_id limit 20`,
    [meters.map(({ serialNumber }) => serialNumber), meters.map(({ dmaCode }) => dmaCode)],
  );
  return rows.map(({ serialNumber }) => serialNumber);
}
