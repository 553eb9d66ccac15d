import {
  createTenant,
  openOwnDatabase,
  openTestKeyValueStore,
  testRequest,
  testStores,
  type TestTenant,
} from '@waris/testkit';
import {
  createSubgraphExecutor,
  newId,
  silentLogger,
  type Logger,
  type RequestContext,
  type ViewerClaims,
} from '@waris/service-kit';
import { openTelemetry, type TelemetryConfig } from '@waris/telemetry';
import type { ExecutionResult } from 'graphql';
import pg from 'pg';

/** An answer as a client sees it. */
export type Answer = {
  readonly data: unknown;
  readonly errors: ExecutionResult['errors'] | undefined;
};

/** The value at a path of an answer, such as `['_entities', 0, 'flowSeries']`. */
export function pick(data: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (Object(value) as Record<string | number, unknown>)[key],
    data,
  );
}

export type NewMeter = {
  readonly serialNumber: string;
  readonly kind?: string;
  readonly dmaId?: string | null;
  readonly sourceDmaId?: string | null;
  readonly inServiceAt?: Date;
  readonly retiredAt?: Date;
};

const insertMeterSql = `
  insert into dma.meters (id, branch_id, serial_number, kind, source_dma_id, in_service_from,
    retired_at, state, dma_id, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), now())`;

const insertDmaSql = `
  insert into dma.dmas (id, region_id, branch_id, code, name_th, name_en, connections,
  mains_length_km, average_pressure_m, created_at, updated_at)
  values ($1, $2, $3, $4, 'ดีเอ็มเอ', 'DMA', 1500, 15, 25, now(), now())`;

function meterFacts({ kind, sourceDmaId, inServiceAt, retiredAt }: NewMeter) {
  const state = retiredAt === undefined ? 'active' : 'replaced';
  return [kind ?? 'zone', sourceDmaId ?? null, inServiceAt ?? null, retiredAt ?? null, state];
}

export type WorldOptions = Partial<TelemetryConfig> & {
  readonly dmas?: number;
  readonly log?: Logger;
  /** What rolls up or moves readings does so to those of everybody in the database. */
  readonly ownDatabase?: boolean;
};

type RunSql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** Puts meters, DMAs and tanks of a tenant into the database. */
function assetsOf(tenant: TestTenant, sql: RunSql) {
  const addMeter = async (meter: NewMeter): Promise<{ id: string; serialNumber: string }> => {
    const id = newId();
    const serialNumber = `${tenant.branchCode}/${meter.serialNumber}`;
    const dmaId = meter.dmaId === undefined ? (tenant.dmas[0]?.id ?? null) : meter.dmaId;
    await sql(insertMeterSql, [id, tenant.branchId, serialNumber, ...meterFacts(meter), dmaId]);
    return { id, serialNumber };
  };

  /** One more DMA of the tenant; returns its id. */
  const addDma = async (name: string): Promise<string> => {
    const id = newId();
    await sql(insertDmaSql, [id, tenant.regionId, tenant.branchId, `${tenant.branchCode}-${name}`]);
    return id;
  };

  const addTank = (dmaId: string, surfaceAreaM2: number, levelMeterId: string | null) =>
    sql(
      `insert into dma.tanks (id, dma_id, code, surface_area_m2, level_meter_id)
       values ($1, $2, $3, $4, $5)`,
      [newId(), dmaId, `T-${newId()}`, surfaceAreaM2, levelMeterId],
    );

  return { addMeter, addDma, addTank };
}

/** A tenant with telemetry open on it, and a direct line to the database to look and prepare. */
export async function openWorld({
  dmas = 1,
  ownDatabase = false,
  log = silentLogger,
  ...config
}: WorldOptions = {}) {
  const own = ownDatabase ? await openOwnDatabase() : null;
  const postgresUrl = own?.url ?? config.postgresUrl ?? testStores().postgresUrl;
  const tenant = await createTenant(postgresUrl, { dmas });
  const keyValueStore = await openTestKeyValueStore();
  const telemetry = await openTelemetry({ ...config, postgresUrl }, { keyValueStore, log });
  const executor = createSubgraphExecutor(telemetry);
  const pool = new pg.Pool({ connectionString: postgresUrl, max: 2 });
  // A database of a test's own is dropped at once, with the connections that are just ending.
  pool.on('error', () => undefined);
  const sql = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows;

  const contextOf = (claims: Partial<ViewerClaims> = {}, now: () => Date = () => new Date()) =>
    telemetry.createContext(testRequest(claims, now));

  const execute = async (
    query: string,
    variables: Record<string, unknown> = {},
    request: RequestContext = testRequest(),
  ): Promise<Answer> => {
    const { data, errors } = await executor.execute({ query, variables }, request);
    return { data: JSON.parse(JSON.stringify(data ?? null)), errors };
  };

  return {
    tenant,
    telemetry,
    executor,
    postgresUrl,
    sql,
    ...assetsOf(tenant, sql),
    contextOf,
    execute,
    close: async () => {
      await pool.end();
      await telemetry.stop();
      await keyValueStore.stop();
      await own?.close();
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A viewer limited to the DMAs of one tenant. */
export function limitedTo(world: World, permissions?: ViewerClaims['permissions']) {
  return testRequest({
    scope: { regionIds: [], branchIds: [], dmaIds: world.tenant.dmas.map(({ id }) => id) },
    ...(permissions === undefined ? {} : { permissions }),
  });
}
