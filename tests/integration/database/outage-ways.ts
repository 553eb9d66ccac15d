import { openAnalysis, parseAnalysisConfig } from '@waris/analysis';
import { openIdentity } from '@waris/identity';
import { openNetwork } from '@waris/network';
import {
  createSubgraphExecutor,
  newId,
  silentLogger,
  type RequestContext,
  type Subgraph,
} from '@waris/service-kit';
import { openTelemetry } from '@waris/telemetry';
import { createTenant, openTestKeyValueStore, testRequest, testStores } from '@waris/testkit';
import pg from 'pg';

export type Refusal = { readonly code: unknown; readonly message: string };

/** A change that nobody made before, and which of the rows it writes are its own. */
export type Deed = {
  readonly table: string;
  readonly condition: string;
  ask(): Promise<readonly Refusal[]>;
};

export type Way = 'network' | 'identity' | 'analysis' | 'telemetry';

/** A change in each subgraph that writes to PostgreSQL, by Prisma or by pg. */
export async function openWays() {
  const { postgresUrl, mongoUrl } = testStores();
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  const keyValueStore = await openTestKeyValueStore();
  const shared = { keyValueStore, log: silentLogger };
  const tokenSecret = 'a secret that only these tests use';
  const identity = await openIdentity(
    { postgresUrl, mongoUrl, tokenSecret, relayIntervalMs: 0, outboxDays: 7 },
    shared,
  );
  const network = await openNetwork({ databaseUrl: postgresUrl }, shared);
  const analysis = await openAnalysis(
    parseAnalysisConfig({ DATABASE_URL: postgresUrl, WARIS_ANALYSIS_INTERVAL_SECONDS: '0' }),
    shared,
  );
  const telemetry = await openTelemetry({ postgresUrl }, shared);
  const deeds: Readonly<Record<Way, () => Promise<Deed>>> = {
    network: () => newRegion(asker(network)),
    identity: () => newUser(asker(identity)),
    analysis: () => newBalance(asker(analysis)),
    telemetry: () => newReading(asker(telemetry), client),
  };
  return {
    client,
    deedOf: (way: Way) => deeds[way](),
    close: async () => {
      await Promise.all([network, identity, analysis, telemetry].map(({ stop }) => stop()));
      await keyValueStore.stop();
      await client.end();
    },
  };
}

type Ask = (query: string, variables: Record<string, unknown>) => Promise<readonly Refusal[]>;

function asker<Context extends RequestContext>(subgraph: Subgraph<Context>): Ask {
  const executor = createSubgraphExecutor(subgraph);
  return async (query, variables) => {
    const { errors = [] } = await executor.execute({ query, variables }, testRequest());
    return errors.map(({ extensions, message }) => ({ code: extensions['code'], message }));
  };
}

async function newRegion(ask: Ask): Promise<Deed> {
  const code = newId().slice(-10).toUpperCase();
  const mutation = `mutation ($code: String!) {
    createRegion(input: { code: $code, nameTh: "เขต", nameEn: "Region" }) { region { id } } }`;
  return {
    table: 'dma.regions',
    condition: `new.code = '${code}'`,
    ask: () => ask(mutation, { code }),
  };
}

async function newUser(ask: Ask): Promise<Deed> {
  const email = `${newId()}@example.com`;
  const person = { displayName: 'Test', password: 'correct horse battery', roles: ['viewer'] };
  const mutation = `mutation ($input: CreateUserInput!) {
    createUser(input: $input) { user { id } } }`;
  return {
    table: 'public.users',
    condition: `new.email = '${email}'`,
    ask: () => ask(mutation, { input: { email, ...person } }),
  };
}

async function newBalance(ask: Ask): Promise<Deed> {
  const [dma] = (await createTenant(testStores().postgresUrl)).dmas;
  const input = {
    dmaCode: dma?.code,
    period: { from: '2026-01-09T17:00:00Z', to: '2026-01-10T17:00:00Z' },
    knownVolumes: { systemInputVolumeM3: 100, billedMeteredM3: 90 },
  };
  const mutation = `mutation ($input: CalculateWaterBalanceInput!) {
    calculateWaterBalance(input: $input) { calculation { id } } }`;
  return {
    table: 'analysis.nrw_calculations',
    condition: `new.dma_id = '${dma?.id}'`,
    ask: () => ask(mutation, { input }),
  };
}

async function newReading(ask: Ask, client: pg.Client): Promise<Deed> {
  const { branchId, dmas } = await createTenant(testStores().postgresUrl);
  const meterId = newId();
  await client.query(
    `insert into dma.meters (id, branch_id, serial_number, kind, dma_id, state, created_at, updated_at)
     values ($1, $2, $4, 'bulk', $3, 'active', now(), now())`,
    [meterId, branchId, dmas[0]?.id, meterId],
  );
  const reading = { quantity: 'FLOW', unit: 'M3_PER_HOUR', at: ['2026-02-01T00:00:00Z'] };
  const readings = [{ serialNumber: meterId, ...reading, values: [1] }];
  const mutation = `mutation ($input: RecordReadingsInput!) {
    recordReadings(input: $input) { acceptedCount } }`;
  return {
    table: 'readings.touched_days',
    condition: `new.meter_id = '${meterId}'`,
    ask: () => ask(mutation, { input: { readings } }),
  };
}
