import { createTenant, testStores, type TestTenant } from '@waris/testkit';
import pg from 'pg';
import { limitedTo, openNetworkWorld, type NetworkWorld } from './network-world.ts';

let world: NetworkWorld;
let ours: TestTenant;
let theirs: TestTenant;

beforeAll(async () => {
  world = await openNetworkWorld();
  ours = await createTenant(testStores().postgresUrl, { dmas: 2 });
  theirs = await createTenant(testStores().postgresUrl);
});

afterAll(() => world.stop());

const errors = 'userErrors { __typename ... on UserError { message path } }';

const createMeter = `mutation ($input: CreateMeterInput!) { createMeter(input: $input) {
  meter { id serialNumber kind state sizeMm installedOn location dma { code } sourceDma { code } }
  ${errors} } }`;

async function auditsOf(subjectId: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: testStores().postgresUrl });
  await client.connect();
  const { rows } = await client.query(
    "select payload ->> 'action' as action from public.outbox where payload #>> '{subject,id}' = $1",
    [subjectId],
  );
  await client.end();
  return rows;
}

/** A person who may do everything, in their own area only. */
const local = () => limitedTo({ branchIds: [ours.branchId] });

describe('a new region, branch and DMA', () => {
  it('are made one in the other, each with its audit record', async () => {
    const code = `T${ours.branchCode}`;
    const region = await world.ask(
      `mutation ($code: String!) { createRegion(input: { code: $code, nameTh: "เขต", nameEn: "Region" }) {
        region { id code } ${errors} } }`,
      { code },
    );
    const { createRegion } = region.data as { createRegion: { region: { id: string } } };
    const branch = await world.ask(
      `mutation ($input: CreateBranchInput!) { createBranch(input: $input) { branch { id region { code } } ${errors} } }`,
      { input: { regionId: createRegion.region.id, code: `${code}B`, nameTh: 'ส', nameEn: 'B' } },
    );
    const { createBranch } = branch.data as { createBranch: { branch: { id: string } } };
    const dma = await world.ask(
      `mutation ($input: CreateDmaInput!) { createDma(input: $input) { dma { id code connections timeZone } ${errors} } }`,
      {
        input: {
          branchId: createBranch.branch.id,
          number: '7',
          nameTh: 'ด',
          nameEn: 'D',
          connections: 12,
        },
      },
    );
    expect(dma.data).toMatchObject({
      createDma: {
        dma: { code: `${code}B-07`, connections: 12, timeZone: 'Asia/Bangkok' },
        userErrors: [],
      },
    });
    const { createDma } = dma.data as { createDma: { dma: { id: string } } };
    expect(await auditsOf(createDma.dma.id)).toEqual([{ action: 'network.dma.created' }]);
  });

  it('take a code once, also when two ask at the same time', async () => {
    const create = () =>
      world.ask(
        `mutation ($input: CreateDmaInput!) { createDma(input: $input) { dma { id }
          userErrors { __typename ... on CodeTakenError { code path } } } }`,
        { input: { branchId: ours.branchId, number: '9', nameTh: 'ด', nameEn: 'D' } },
        local(),
      );
    const answers = await Promise.all([create(), create()]);
    const refused = answers.map(({ data }) => data as { createDma: { userErrors: object[] } });
    expect(refused.flatMap(({ createDma }) => createDma.userErrors)).toEqual([
      { __typename: 'CodeTakenError', code: `${ours.branchCode}-09`, path: ['number'] },
    ]);
  });

  it('cannot be made outside the area, and a region only by those who see everything', async () => {
    const dma = await world.ask(
      `mutation ($input: CreateDmaInput!) { createDma(input: $input) { dma { id } ${errors} } }`,
      { input: { branchId: theirs.branchId, number: '1', nameTh: 'ด', nameEn: 'D' } },
      local(),
    );
    expect(dma.data).toMatchObject({
      createDma: { dma: null, userErrors: [{ __typename: 'NotFoundError', path: ['branchId'] }] },
    });
    const region = await world.ask(
      'mutation { createRegion(input: { code: "X", nameTh: "x", nameEn: "x" }) { region { id } } }',
      {},
      local(),
    );
    expect(region.codes).toEqual(['FORBIDDEN']);
  });

  it('are refused to those who may only read', async () => {
    const { codes } = await world.ask(
      'mutation { retireMeter(input: { meterId: "x" }) { meter { id } } }',
      {},
      { permissions: ['network:read'] },
    );
    expect(codes).toEqual(['FORBIDDEN']);
  });

  it.each([
    ['number', { number: '  ' }],
    ['nameTh', { nameTh: '' }],
    ['nameEn', { nameEn: 'a\u0000b' }],
    ['connections', { connections: -1 }],
    ['averagePressureM', { averagePressureM: 0 }],
    ['averagePressureM', { averagePressureM: 1e6 }],
    ['timeZone', { timeZone: 'Mars/Base' }],
  ])('are refused with a wrong %s', async (field, wrong) => {
    const { data } = await world.ask(
      `mutation ($input: CreateDmaInput!) { createDma(input: $input) { dma { id } ${errors} } }`,
      { input: { branchId: ours.branchId, number: '5', nameTh: 'ด', nameEn: 'D', ...wrong } },
    );
    expect(data).toMatchObject({
      createDma: { dma: null, userErrors: [{ __typename: 'InvalidInputError', path: [field] }] },
    });
  });
});

describe('changeDma', () => {
  const change = `mutation ($input: ChangeDmaInput!) { changeDma(input: $input) {
    dma { nameEn population connections active } ${errors} } }`;
  const reference = `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) {
    ... on Dma { population } } }`;

  it('changes what is given, clears what is null, keeps the rest, and drops the cached row', async () => {
    const dmaId = ours.dmas[0]?.id;
    await world.ask(reference, { id: dmaId });
    const { data } = await world.ask(
      change,
      { input: { dmaId, population: 4200, connections: null } },
      local(),
    );
    expect(data).toMatchObject({
      changeDma: {
        dma: { nameEn: 'DMA', population: 4200, connections: null, active: true },
        userErrors: [],
      },
    });
    const { data: after } = await world.ask(reference, { id: dmaId });
    expect(after).toEqual({ _entities: [{ population: 4200 }] });
  });

  it('finds no DMA of another area, and says the same of one that is none', async () => {
    const ask = (dmaId: string | undefined) =>
      world.ask(change, { input: { dmaId, population: 1 } }, local());
    const foreign = await ask(theirs.dmas[0]?.id);
    expect(foreign).toEqual(await ask('none'));
    expect(foreign.data).toMatchObject({
      changeDma: { dma: null, userErrors: [{ __typename: 'NotFoundError', path: ['dmaId'] }] },
    });
  });
});

const retire = `mutation ($input: RetireMeterInput!) { retireMeter(input: $input) {
  meter { id inServiceAt retiredAt } ${errors} } }`;

describe('meters and pipes', () => {
  const location = { type: 'Point', coordinates: [100.5, 13.7] };

  /** A zone meter from the second DMA into the first, and the answer to its making. */
  const zoneMeter = async (suffix: string) => {
    const input = {
      serialNumber: `${ours.branchCode}-${suffix}`,
      kind: 'ZONE',
      dmaId: ours.dmas[0]?.id,
      sourceDmaId: ours.dmas[1]?.id,
      sizeMm: 150,
      installedOn: '2020-01-31',
      location,
    };
    const { data } = await world.ask(createMeter, { input }, local());
    return { input, data, made: data as { createMeter: { meter: { id: string } } } };
  };

  it('are made with their place and counted with their sign', async () => {
    const [first, second] = ours.dmas;
    const { data, input } = await zoneMeter('m1');
    expect(data).toMatchObject({
      createMeter: {
        meter: {
          kind: 'ZONE',
          state: 'ACTIVE',
          sizeMm: 150,
          installedOn: '2020-01-31',
          location,
          dma: { code: first?.code },
          sourceDma: { code: second?.code },
        },
        userErrors: [],
      },
    });
    const inlets = await world.ask(
      `query ($branch: String!) { dmas(branchCode: $branch, first: 2) { nodes { inlets {
        direction meter { serialNumber installedOn } } } } }`,
      { branch: ours.branchCode },
    );
    const meter = { serialNumber: input.serialNumber, installedOn: '2020-01-31' };
    expect(inlets.data).toMatchObject({
      dmas: {
        nodes: [
          { inlets: expect.arrayContaining([{ direction: 'IN', meter }]) },
          { inlets: expect.arrayContaining([{ direction: 'OUT', meter }]) },
        ],
      },
    });
  });

  it('between two areas show each side only its own DMA', async () => {
    const { input } = await zoneMeter('m2');
    const meters = `query ($serial: String!) { meter(serialNumber: $serial) {
      dma { code } sourceDma { code } branch { code } } }`;
    const { data } = await world.ask(
      meters,
      { serial: input.serialNumber },
      limitedTo({ dmaIds: [ours.dmas[1]?.id ?? ''] }),
    );
    expect(data).toEqual({
      meter: { dma: null, sourceDma: { code: ours.dmas[1]?.code }, branch: null },
    });
  });

  it('cannot be put into a DMA of another area', async () => {
    const input = {
      serialNumber: `${ours.branchCode}-x`,
      kind: 'ZONE',
      dmaId: ours.dmas[0]?.id,
      sourceDmaId: theirs.dmas[0]?.id,
    };
    const { data } = await world.ask(createMeter, { input }, local());
    expect(data).toMatchObject({
      createMeter: { userErrors: [{ __typename: 'NotFoundError', path: ['sourceDmaId'] }] },
    });
  });

  it('are replaced by others that take their part, and retired once', async () => {
    const old = await zoneMeter('m3');
    const meterId = old.made.createMeter.meter.id;
    const serial = old.input.serialNumber;
    const replace = `mutation ($input: ReplaceMeterInput!) { replaceMeter(input: $input) {
      meter { serialNumber state sizeMm location dma { code } } replacedMeter { state retiredAt } ${errors} } }`;
    const input = { meterId, serialNumber: `${serial}-new` };
    const { data } = await world.ask(replace, { input }, local());
    expect(data).toMatchObject({
      replaceMeter: {
        meter: {
          serialNumber: `${serial}-new`,
          state: 'ACTIVE',
          sizeMm: 150,
          location: { type: 'Point' },
          dma: { code: ours.dmas[0]?.code },
        },
        replacedMeter: { state: 'REPLACED', retiredAt: expect.stringMatching(/Z$/) },
      },
    });
    const again = await world.ask(retire, { input: { meterId } }, local());
    expect(again.data).toMatchObject({
      retireMeter: { meter: null, userErrors: [{ __typename: 'InvalidInputError' }] },
    });
  });

  it('of pipes keep material, condition and course', async () => {
    const path = {
      type: 'LineString',
      coordinates: [
        [100.5, 13.7],
        [100.51, 13.71],
      ],
    };
    const input = {
      code: 'p1',
      dmaId: ours.dmas[0]?.id,
      lengthM: 120.5,
      diameterMm: 100,
      material: 'ASBESTOS_CEMENT',
      conditionGrade: 4,
      path,
    };
    const { data } = await world.ask(
      `mutation ($input: CreatePipeInput!) { createPipe(input: $input) {
        pipe { code lengthM material conditionGrade isOpen path } ${errors} } }`,
      { input },
      local(),
    );
    expect(data).toMatchObject({
      createPipe: {
        pipe: { code: 'p1', lengthM: 120.5, material: 'ASBESTOS_CEMENT', isOpen: true, path },
        userErrors: [],
      },
    });
    const listed = await world.ask(
      'query ($b: String!) { pipes(branchCode: $b, material: ASBESTOS_CEMENT) { nodes { code dma { code } } } }',
      { b: ours.branchCode },
    );
    expect(listed.data).toEqual({
      pipes: { nodes: [{ code: 'p1', dma: { code: ours.dmas[0]?.code } }] },
    });
  });
});
