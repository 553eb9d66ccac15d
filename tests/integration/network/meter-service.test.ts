import { newId } from '@waris/service-kit';
import { createTenant, testStores, type TestTenant } from '@waris/testkit';
import pg from 'pg';
import { openNetworkWorld, type NetworkWorld } from './network-world.ts';

let world: NetworkWorld;
let tenant: TestTenant;
let client: pg.Client;

beforeAll(async () => {
  const { postgresUrl } = testStores();
  world = await openNetworkWorld();
  client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
});
beforeEach(async () => {
  tenant = await createTenant(testStores().postgresUrl);
});
afterAll(async () => {
  await client.end();
  await world.stop();
});

const errors = 'userErrors { __typename ... on UserError { message path } }';
const service = 'id inServiceAt retiredAt state';
const createMeter = `mutation ($input: CreateMeterInput!) { createMeter(input: $input) { meter { ${service} } ${errors} } }`;
const retireMeter = `mutation ($input: RetireMeterInput!) { retireMeter(input: $input) { meter { ${service} } ${errors} } }`;
const replaceMeter = `mutation ($input: ReplaceMeterInput!) { replaceMeter(input: $input) {
  meter { ${service} } replacedMeter { ${service} } ${errors} } }`;

type Meter = { id: string; inServiceAt: string | null; retiredAt: string | null };
type Payload = { meter: Meter | null; replacedMeter?: Meter | null; userErrors: unknown[] };

async function write(mutation: string, name: string, input: object): Promise<Payload> {
  const { data, codes } = await world.ask(mutation, { input });
  expect(codes).toEqual([]);
  return (data as Record<string, Payload>)[name] ?? { meter: null, userErrors: ['no answer'] };
}

const create = (facts: object = {}) =>
  write(createMeter, 'createMeter', {
    serialNumber: newId(),
    kind: 'ZONE',
    dmaId: tenant.dmas[0]?.id,
    ...facts,
  });
const retire = (input: object) => write(retireMeter, 'retireMeter', input);
const replace = (input: object) =>
  write(replaceMeter, 'replaceMeter', { serialNumber: newId(), ...input });

async function published() {
  const { rows } = await client.query<{ id: string; from: Date | null; to: Date | null }>(
    `select meter_id as id, in_service_from as from, retired_at as to
     from dma.published_dma_flow_meters where dma_id = $1 order by retired_at nulls last`,
    [tenant.dmas[0]?.id],
  );
  return rows;
}

async function inletIds() {
  const { data } = await world.ask(
    'query ($code: String!) { dma(code: $code) { inlets { meter { id } } } }',
    { code: tenant.dmas[0]?.code },
  );
  return (data as { dma: { inlets: { meter: { id: string } }[] } }).dma.inlets.map(
    ({ meter }) => meter.id,
  );
}

const invalid = (field: string) => ({ __typename: 'InvalidInputError', path: [field] });

describe('the time in service of a boundary meter', () => {
  it('has no beginning unless one is stated, and no end', async () => {
    const { meter: always } = await create();
    const { meter: added } = await create({ inServiceAt: '2026-01-15T07:00:00+07:00' });
    expect(always).toMatchObject({ inServiceAt: null, retiredAt: null });
    expect(added).toMatchObject({ inServiceAt: '2026-01-15T00:00:00.000Z', retiredAt: null });
    expect(await published()).toEqual(
      expect.arrayContaining([
        { id: always?.id, from: null, to: null },
        { id: added?.id, from: new Date('2026-01-15T00:00:00Z'), to: null },
      ]),
    );
  });

  it('goes over to its successor at the stated moment, and only the successor is an inlet now', async () => {
    const { meter: old } = await create();
    const exchangedAt = '2026-02-03T04:05:06.000Z';
    const { meter, replacedMeter } = await replace({ meterId: old?.id, exchangedAt });
    expect(replacedMeter).toMatchObject({
      inServiceAt: null,
      retiredAt: exchangedAt,
      state: 'REPLACED',
    });
    expect(meter).toMatchObject({ inServiceAt: exchangedAt, retiredAt: null, state: 'ACTIVE' });
    expect(await published()).toEqual([
      { id: old?.id, from: null, to: new Date(exchangedAt) },
      { id: meter?.id, from: new Date(exchangedAt), to: null },
    ]);
    expect(await inletIds()).toEqual([meter?.id]);
  });

  it('goes over now when no moment is stated', async () => {
    const { meter: old } = await create();
    const before = new Date().toISOString();
    const { meter, replacedMeter } = await replace({ meterId: old?.id });
    expect(meter?.inServiceAt).toBe(replacedMeter?.retiredAt);
    expect((meter?.inServiceAt ?? '') >= before).toBe(true);
    expect((meter?.inServiceAt ?? '') <= new Date().toISOString()).toBe(true);
  });

  it('ends when it is retired, and stays published', async () => {
    const { meter } = await create({ inServiceAt: '2026-01-01T00:00:00Z' });
    const retiredAt = '2026-02-01T00:00:00.000Z';
    expect((await retire({ meterId: meter?.id, retiredAt })).meter).toMatchObject({ retiredAt });
    expect(await published()).toEqual([
      { id: meter?.id, from: new Date('2026-01-01T00:00:00Z'), to: new Date(retiredAt) },
    ]);
    expect(await inletIds()).toEqual([]);
  });

  it('cannot end before it began, nor begin or end in the future', async () => {
    const { meter } = await create({ inServiceAt: '2026-01-15T00:00:00Z' });
    const meterId = meter?.id;
    const early = '2026-01-14T23:59:59Z';
    const late = new Date(Date.now() + 60_000).toISOString();
    for (const at of [early, late]) {
      const refusedExchange = await replace({ meterId, exchangedAt: at });
      expect(refusedExchange).toMatchObject({ meter: null, userErrors: [invalid('exchangedAt')] });
      const refused = await retire({ meterId, retiredAt: at });
      expect(refused).toMatchObject({ meter: null, userErrors: [invalid('retiredAt')] });
    }
    const { userErrors } = await create({ inServiceAt: late });
    expect(userErrors).toMatchObject([invalid('inServiceAt')]);
    expect(await published()).toEqual([
      { id: meterId, from: new Date('2026-01-15T00:00:00Z'), to: null },
    ]);
  });

  it('of a level meter stays with its tank, so that the levels of the past remain', async () => {
    const { meter: first } = await create({ kind: 'LEVEL' });
    const tankId = newId();
    await client.query(
      `insert into dma.tanks (id, dma_id, code, surface_area_m2, level_meter_id) values ($1, $2, 'T', 10, $3)`,
      [tankId, tenant.dmas[0]?.id, first?.id],
    );
    const exchanges = ['2026-01-10T00:00:00.000Z', '2026-01-20T00:00:00.000Z'];
    const ids = [first?.id];
    for (const exchangedAt of exchanges) {
      ids.push((await replace({ meterId: ids.at(-1), exchangedAt })).meter?.id);
    }
    const { rows } = await client.query(
      `select meter_id as id, in_service_from as from, retired_at as to
       from dma.published_tank_level_meters where tank_id = $1 order by retired_at nulls last`,
      [tankId],
    );
    const [second = null, third = null] = exchanges.map((text) => new Date(text));
    expect(rows).toEqual([
      { id: ids[0], from: null, to: second },
      { id: ids[1], from: second, to: third },
      { id: ids[2], from: third, to: null },
    ]);
  });
});
