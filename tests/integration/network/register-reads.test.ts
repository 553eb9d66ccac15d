import { nowhere } from '@waris/service-kit';
import { createTenant, testStores, type TestTenant } from '@waris/testkit';
import { limitedTo, openNetworkWorld, type NetworkWorld } from './network-world.ts';

let world: NetworkWorld;
let ours: TestTenant;
let theirs: TestTenant;

beforeAll(async () => {
  world = await openNetworkWorld();
  ours = await createTenant(testStores().postgresUrl, { dmas: 3 });
  theirs = await createTenant(testStores().postgresUrl, { dmas: 2 });
});

afterAll(() => world.stop());

const everything = `query ($region: String!, $branch: String!, $dma: String!) {
  region(code: $region) { id branches { nodes { code } } dmas { nodes { code } } }
  branch(code: $branch) { id }
  dma(code: $dma) { id }
  dmas(branchCode: $branch) { nodes { code } }
  branches(regionCode: $region) { nodes { code } }
  meters(branchCode: $branch) { nodes { serialNumber } }
  pipes(branchCode: $branch) { nodes { code } }
}`;

const named = (tenant: TestTenant) => ({
  region: `R${tenant.branchCode}`,
  branch: tenant.branchCode,
  dma: tenant.dmas[0]?.code,
});

describe('the register', () => {
  it('lists a branch and its DMAs by code, with their facts', async () => {
    const { data, codes } = await world.ask(
      `query ($code: String!) { branch(code: $code) { nameEn region { code } dmas { nodes {
         code nameTh connections mainsLengthKm averagePressureM timeZone active boundary areaKm2
         branch { code } region { code } } } } }`,
      { code: ours.branchCode },
    );
    expect(codes).toEqual([]);
    expect(data).toMatchObject({
      branch: {
        nameEn: 'Test branch',
        region: { code: `R${ours.branchCode}` },
        dmas: {
          nodes: ours.dmas.map(({ code }) => ({
            code,
            nameTh: 'ดีเอ็มเอ',
            connections: 1500,
            mainsLengthKm: 15,
            averagePressureM: 25,
            timeZone: 'Asia/Bangkok',
            active: true,
            boundary: null,
            areaKm2: null,
            branch: { code: ours.branchCode },
          })),
        },
      },
    });
  });

  it('answers for another area exactly as for what does not exist', async () => {
    const claims = limitedTo({ regionIds: [ours.regionId] });
    const foreign = await world.ask(everything, named(theirs), claims);
    const absent = await world.ask(
      everything,
      { region: 'none', branch: 'none', dma: 'none' },
      claims,
    );
    expect(foreign).toEqual(absent);
    expect(foreign.data).toMatchObject({ region: null, branch: null, dma: null });
    const own = await world.ask(everything, named(ours), claims);
    expect(own.data).toMatchObject({ dma: { id: ours.dmas[0]?.id } });
  });

  it('resolves references of the area, and others to null', async () => {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Dma { code } ... on Branch { code } ... on Region { code } } }`;
    const of = (tenant: TestTenant) => [
      { __typename: 'Dma', id: tenant.dmas[0]?.id },
      { __typename: 'Branch', id: tenant.branchId },
      { __typename: 'Region', id: tenant.regionId },
    ];
    const representations = [...of(theirs), ...of(ours), { __typename: 'Dma', id: 'no-uuid' }];
    const { data, codes } = await world.ask(
      query,
      { representations },
      limitedTo({ branchIds: [ours.branchId] }),
    );
    expect(codes).toEqual([]);
    expect(data).toEqual({
      _entities: [
        null,
        null,
        null,
        { code: ours.dmas[0]?.code },
        { code: ours.branchCode },
        null,
        null,
      ],
    });
  });

  it('never shows a cached DMA to someone of another area', async () => {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Dma { code } } }`;
    const representations = [{ __typename: 'Dma', id: theirs.dmas[0]?.id }];
    await world.ask(query, { representations });
    expect(await world.keyValueStore.get(`cache:dma:${theirs.dmas[0]?.id}`)).not.toBeNull();
    const { data } = await world.ask(
      query,
      { representations },
      limitedTo({ dmaIds: [ours.dmas[0]?.id ?? ''] }),
    );
    expect(data).toEqual({ _entities: [null] });
  });

  it('shows nothing to those whose area is empty', async () => {
    const { data } = await world.ask(everything, named(ours), { scope: nowhere });
    expect(data).toMatchObject({ dma: null, dmas: { nodes: [] }, branches: { nodes: [] } });
  });

  it('is closed to those without network:read and to the anonymous', async () => {
    const query = '{ dmas { nodes { id } } }';
    const refused = await world.ask(query, {}, { permissions: ['telemetry:read'] });
    expect(refused).toEqual({ data: null, codes: ['FORBIDDEN'] });
    const anonymous = await world.ask(query, {}, { kind: 'anonymous', permissions: [] });
    expect(anonymous).toEqual({ data: null, codes: ['UNAUTHENTICATED'] });
  });

  it('goes through a list page by page, missing and doubling nothing', async () => {
    const query = `query ($branch: String!, $after: String) {
      dmas(branchCode: $branch, first: 2, after: $after) {
        edges { cursor node { code } } pageInfo { hasNextPage endCursor } } }`;
    const first = await world.ask(query, { branch: ours.branchCode });
    expect(first.data).toMatchObject({
      dmas: {
        edges: ours.dmas.slice(0, 2).map(({ code }) => ({ node: { code } })),
        pageInfo: { hasNextPage: true },
      },
    });
    const { dmas } = first.data as { dmas: { pageInfo: { endCursor: string } } };
    const second = await world.ask(query, {
      branch: ours.branchCode,
      after: dmas.pageInfo.endCursor,
    });
    expect(second.data).toMatchObject({
      dmas: { edges: [{ node: { code: ours.dmas[2]?.code } }], pageInfo: { hasNextPage: false } },
    });
  });

  it.each([
    ['first: 0'],
    ['first: -1'],
    ['first: 201'],
    ['first: 1000000'],
    ['after: "x"'],
    ['after: "WyJhIiwiYiJd"'],
  ])('refuses a page of %s', async (page) => {
    const { codes } = await world.ask(`{ dmas(${page}) { nodes { id } } }`);
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });

  it.each([['%'], ['_'], ["' or 1=1 --"], ['\0']])('looks for %j as it is', async (search) => {
    const { data, codes } = await world.ask(
      'query ($search: String!) { dmas(search: $search) { nodes { code } } meters(search: $search) { nodes { id } } }',
      { search },
      limitedTo({ branchIds: [ours.branchId] }),
    );
    expect(codes).toEqual([]);
    expect(data).toEqual({ dmas: { nodes: [] }, meters: { nodes: [] } });
  });

  it.each([
    ['longitude: 200, latitude: 10'],
    ['longitude: 13.7, latitude: 100.5'],
    ['longitude: 0, latitude: -91'],
  ])('refuses dmaAt(%s)', async (place) => {
    const { codes } = await world.ask(`{ dmaAt(${place}) { id } }`);
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });
});
