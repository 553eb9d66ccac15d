import { openAnalysis, parseAnalysisConfig } from '@waris/analysis';
import {
  createSubgraphExecutor,
  newId,
  openMemoryKeyValueStore,
  silentLogger,
  type RequestContext,
  type ViewerClaims,
} from '@waris/service-kit';
import {
  createTenant,
  openOwnDatabase,
  testRequest,
  testStores,
  type TestTenant,
} from '@waris/testkit';
import pg from 'pg';

export type Answer = {
  // Answers are checked by the expectations themselves.
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly { readonly code: unknown; readonly message: string }[];
};

export type World = Awaited<ReturnType<typeof openWorld>>;

export const now = new Date('2026-03-01T00:00:00Z');

/**
 * The subgraph with a client for making readings, on the test's stores or, where readings are
 * judged, on a database of its own.
 */
export async function openWorld(on: { postgresUrl: string } | 'own database' = testStores()) {
  const own = on === 'own database' ? await openOwnDatabase() : on;
  const postgresUrl = 'close' in own ? own.url : own.postgresUrl;
  // Its own, also beside a real Redis: there the worlds of other tests would hold the locks.
  const keyValueStore = openMemoryKeyValueStore();
  const subgraph = await openAnalysis(
    parseAnalysisConfig({
      DATABASE_URL: postgresUrl,
      WARIS_ILI_BANDS: 'low-middle-income',
      WARIS_ANALYSIS_INTERVAL_SECONDS: '0',
    }),
    { keyValueStore, log: silentLogger },
  );
  const executor = createSubgraphExecutor(subgraph);
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  return {
    client,
    postgresUrl,
    tenant: (dmas = 1): Promise<TestTenant> => createTenant(postgresUrl, { dmas }),
    ask: async (
      query: string,
      variables: Record<string, unknown> = {},
      claims: Partial<ViewerClaims> = {},
      at: Date = now,
    ): Promise<Answer> => {
      const request: RequestContext = testRequest(claims, () => at);
      const result = await executor.execute({ query, variables }, request);
      return {
        data: result.data === null ? null : toPlain(result.data),
        errors: (result.errors ?? []).map((error) => ({
          code: error.extensions['code'],
          message: error.message,
        })),
      };
    },
    /** One turn of the background work. */
    turn: () => subgraph.evaluateOnce(),
    pruneForecasts: (at: Date) => subgraph.pruneForecasts(at),
    /** Judges readings until there is nothing left to judge. */
    evaluate: async (): Promise<void> => {
      while (await subgraph.evaluateOnce());
    },
    recalculate: (sinceRevision?: number) => subgraph.recalculateOnce(sinceRevision),
    close: async () => {
      await client.end();
      await subgraph.stop();
      await keyValueStore.stop();
      if ('close' in own) await own.close();
    },
  };
}

// GraphQL makes objects without a prototype, which no literal equals.
function toPlain(data: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  return data === undefined ? undefined : structuredClone(data);
}

type Meter = {
  readonly kind: string;
  readonly dmaId: string | null;
  readonly sourceDmaId?: string;
  readonly state?: string;
  readonly inServiceAt?: string;
  readonly retiredAt?: string;
};

/** Ids of new meters, in order. */
export async function addMeters(
  { client }: World,
  tenant: TestTenant,
  meters: readonly Meter[],
): Promise<readonly string[]> {
  const ids = meters.map(() => newId());
  await client.query(
    `insert into dma.meters (id, branch_id, serial_number, kind, dma_id, source_dma_id, state,
       in_service_from, retired_at, created_at, updated_at)
     select id, $1, 'S-' || id, kind, dma_id, source_dma_id, state, in_service_from, retired_at,
       now(), now()
     from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[],
       $8::timestamptz[])
       as m (id, kind, dma_id, source_dma_id, state, in_service_from, retired_at)`,
    [
      tenant.branchId,
      ids,
      meters.map((meter) => meter.kind),
      meters.map((meter) => meter.dmaId),
      meters.map((meter) => meter.sourceDmaId ?? null),
      meters.map((meter) => meter.state ?? (meter.retiredAt === undefined ? 'active' : 'replaced')),
      meters.map((meter) => meter.inServiceAt ?? null),
      meters.map((meter) => meter.retiredAt ?? null),
    ],
  );
  return ids;
}

export type SeriesOptions = { readonly from: string; readonly minutes: number };

type Table = 'flow_readings' | 'pressure_readings';
const valueColumns = {
  flow_readings: 'flow_m3_per_hour',
  pressure_readings: 'pressure_m',
} as const;

/** Readings at equal steps; null leaves a gap. */
export async function addSeries(
  { client }: World,
  table: Table,
  meterId: string,
  { from, minutes }: SeriesOptions,
  values: readonly (number | null)[],
): Promise<void> {
  const start = Date.parse(from);
  const rows = values.flatMap((value, index) =>
    value === null ? [] : [{ at: new Date(start + index * minutes * 60_000), value }],
  );
  const first = rows[0];
  if (first === undefined) return;
  await client.query('select readings.ensure_partitions($1, $2, $3)', [
    table,
    first.at,
    rows.at(-1)?.at,
  ]);
  await client.query(
    `insert into readings.${table} (meter_id, recorded_at, ${valueColumns[table]}, source)
     select $1, at, value, 'test' from unnest($2::timestamptz[], $3::float8[]) as r (at, value)`,
    [meterId, rows.map((row) => row.at), rows.map((row) => row.value)],
  );
  await client.query('select readings.touch_days($1, $2, $3, $4)', [
    table === 'flow_readings' ? 'FLOW' : 'PRESSURE',
    meterId,
    first.at,
    rows.at(-1)?.at,
  ]);
}

type Register = {
  readonly meterId: string;
  readonly at: string;
  readonly registerM3: number | null;
  readonly consumptionM3?: number;
  readonly valid?: boolean;
};

export async function addRegisters(
  { client }: World,
  readings: readonly Register[],
): Promise<void> {
  const times = readings.map((reading) => reading.at).toSorted();
  await client.query(`select readings.ensure_partitions('meter_readings', $1, $2)`, [
    times[0],
    times.at(-1),
  ]);
  await client.query(
    `insert into readings.meter_readings
       (meter_id, recorded_at, register_m3, consumption_m3, valid, source)
     select *, 'test'
     from unnest($1::uuid[], $2::timestamptz[], $3::float8[], $4::float8[], $5::boolean[])`,
    [
      readings.map((reading) => reading.meterId),
      readings.map((reading) => reading.at),
      readings.map((reading) => reading.registerM3),
      readings.map((reading) => reading.consumptionM3 ?? null),
      readings.map((reading) => reading.valid ?? true),
    ],
  );
}

/** A query on one entity, as the gateway sends it. */
export function entityQuery(type: string, fields: string): string {
  const ofPeriod = fields.includes('$from') ? ', $from: DateTime!, $to: DateTime!' : '';
  return `query ($id: ID!${ofPeriod}) {
    _entities(representations: [{ __typename: "${type}", id: $id }]) { ... on ${type} { ${fields} } }
  }`;
}

export const periodArgument = 'period: { from: $from, to: $to }';

/** The first entity of an answer. */
export function entityOf(answer: Answer): unknown {
  const entities = answer.data?.['_entities'];
  if (!Array.isArray(entities)) throw new Error(`No entities: ${JSON.stringify(answer)}`);
  return entities[0];
}
