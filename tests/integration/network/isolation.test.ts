import { newId } from '@waris/service-kit';
import { importNetwork } from '@waris/network';
import { limitedTo, openNetworkWorld, type NetworkWorld } from './network-world.ts';

type Tenant = {
  readonly code: string;
  readonly regionId: string;
  readonly branchId: string;
  readonly ids: readonly { readonly __typename: string; readonly id: string }[];
};

let world: NetworkWorld;
let ours: Tenant;
let theirs: Tenant;

// One street with everything on it: an inlet, a pressure sensor, a tank with its level.
const street = `[JUNCTIONS]
 a1 10 1
 a2 10 1
[RESERVOIRS]
 R 60
[TANKS]
 T 20 2 0 5 4 0
[PIPES]
 in R a1 100 300 130
 pa a1 a2 100 100 130
 pt a2 T 50 100 130
[OPTIONS]
 Units CMH
[COORDINATES]
 a1 100 0
 a2 200 0
 R 0 0
 T 250 0
[END]
`;

async function makeTenant(longitude: number): Promise<Tenant> {
  const code = newId().slice(-10).toUpperCase();
  await importNetwork(world.context(), {
    inp: { fileName: 'street.inp', text: street },
    branch: { branchCode: code, regionCode: `R${code}`, nameTh: 'สาขา', nameEn: 'Branch' },
    meters: ['in'],
    pressureSensors: ['a2'],
    placement: { origin: { longitude, latitude: 10 } },
  });
  const { data } = await world.ask(
    `query ($code: String!) {
      region: branch(code: $code) { region { __typename id } }
      branch(code: $code) { __typename id dmas { nodes { __typename id } }
        meters { nodes { __typename id } } pipes { nodes { __typename id } } } }`,
    { code },
  );
  type Named = { __typename: string; id: string };
  type Nodes = { nodes: Named[] };
  const { region, branch } = data as {
    region: { region: Named };
    branch: Named & { dmas: Nodes; meters: Nodes; pipes: Nodes };
  };
  const named = ({ __typename, id }: Named) => ({ __typename, id });
  const children = [branch.dmas, branch.meters, branch.pipes].flatMap(({ nodes }) => nodes);
  return {
    code,
    regionId: region.region.id,
    branchId: branch.id,
    ids: [region.region, branch, ...children].map(named),
  };
}

beforeAll(async () => {
  world = await openNetworkWorld();
  [ours, theirs] = [await makeTenant(101), await makeTenant(103)];
});

afterAll(() => world.stop());

const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename
  ... on Region { code branches { nodes { code } } dmas { nodes { code } } }
  ... on Branch { code region { code } dmas { nodes { code } } meters { nodes { serialNumber } } pipes { nodes { id } } }
  ... on Dma { code boundary areaKm2 centroid branch { code region { code } } meters { nodes { serialNumber } }
    inlets { meter { serialNumber } } pipes { nodes { id } } tanks { code } }
  ... on Meter { serialNumber location dma { code region { dmas { nodes { code } } } } branch { code } }
  ... on Pipe { code path dma { code } branch { meters { nodes { serialNumber } } } } } }`;

const everything = `query ($code: String!, $dma: String!, $meter: String!) {
  branch(code: $code) { id } dma(code: $dma) { id } meter(serialNumber: $meter) { id }
  branches(search: $code) { nodes { id } } dmas(branchCode: $code) { nodes { id } }
  bySearch: dmas(search: $code) { nodes { id } } byRegion: dmas(regionCode: $code) { nodes { id } }
  meters(dmaCode: $dma) { nodes { id } } byText: meters(search: $code) { nodes { id } }
  pipes(dmaCode: $dma) { nodes { id } } ofBranch: pipes(branchCode: $code) { nodes { id } }
  dmaAt(longitude: 103.0015, latitude: 10) { id } }`;

const areas: readonly [string, () => ReturnType<typeof limitedTo>][] = [
  ['a region', () => limitedTo({ regionIds: [ours.regionId] })],
  ['a branch', () => limitedTo({ branchIds: [ours.branchId] })],
  ['a DMA', () => limitedTo({ dmaIds: ours.ids.filter(isDma).map(({ id }) => id) })],
];

const isDma = ({ __typename }: { __typename: string }) => __typename === 'Dma';

describe.each(areas)('someone limited to %s', (_name, claims) => {
  it('resolves no reference of another area to anything', async () => {
    expect(theirs.ids.map(({ __typename }) => __typename)).toEqual(
      expect.arrayContaining(['Region', 'Branch', 'Dma', 'Meter', 'Pipe']),
    );
    const { data, codes } = await world.ask(entities, { representations: theirs.ids }, claims());
    expect(codes).toEqual([]);
    expect(data).toEqual({ _entities: theirs.ids.map(() => null) });
  });

  it('reaches nothing of another area from their own, on any path', async () => {
    const { data } = await world.ask(entities, { representations: ours.ids }, claims());
    const answer = JSON.stringify(data);
    expect(answer).toContain(`${ours.code}-01`);
    expect(answer).not.toContain(theirs.code);
  });

  it('finds nothing of another area by code, text or place', async () => {
    const named = (code: string) => ({ code, dma: `${code}-01`, meter: `${code}-in` });
    const foreign = await world.ask(everything, named(theirs.code), claims());
    expect(foreign).toEqual(await world.ask(everything, named('nothing'), claims()));
    expect(foreign.data).toMatchObject({ dma: null, meter: null, dmaAt: null });
    const own = await world.ask(everything, named(ours.code), claims());
    expect(own.data).toMatchObject({
      dma: { id: expect.any(String) },
      meter: { id: expect.any(String) },
    });
  });
});

describe('the mutations', () => {
  const inputs = () => {
    const [dma, meter] = ['Dma', 'Meter'].map(
      (type) => theirs.ids.find(({ __typename }) => __typename === type)?.id ?? '',
    );
    const square = {
      type: 'Polygon',
      coordinates: [
        [
          [1, 1],
          [2, 1],
          [2, 2],
          [1, 1],
        ],
      ],
    };
    const branch = { regionId: theirs.regionId, code: 'X1', nameTh: 'x', nameEn: 'x' };
    return {
      createBranch: branch,
      createDma: { branchId: theirs.branchId, number: '2', nameTh: 'x', nameEn: 'x' },
      changeDma: { dmaId: dma, nameEn: 'Taken' },
      setDmaBoundary: { dmaId: dma, boundary: square },
      createMeter: { serialNumber: newId(), kind: 'ZONE', dmaId: dma },
      retireMeter: { meterId: meter },
      replaceMeter: { meterId: meter, serialNumber: newId() },
      createPipe: { code: 'x', branchId: theirs.branchId, lengthM: 1, diameterMm: 1 },
    };
  };
  const names = [
    'createBranch',
    'createDma',
    'changeDma',
    'setDmaBoundary',
    'createMeter',
    'retireMeter',
    'replaceMeter',
    'createPipe',
  ] as const;
  const mutation = (name: string) => {
    const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`;
    return `mutation ($input: ${type}!) { ${name}(input: $input) {
      userErrors { __typename ... on UserError { message } } } }`;
  };

  it.each(names)('%s finds nothing of another area', async (name) => {
    const input = inputs()[name];
    const { data, codes } = await world.ask(
      mutation(name),
      { input },
      limitedTo({ regionIds: [ours.regionId] }),
    );
    expect(codes).toEqual([]);
    expect(data).toEqual({
      [name]: {
        userErrors: [
          { __typename: 'NotFoundError', message: expect.stringMatching(/in your area\.$/) },
        ],
      },
    });
  });

  it.each(names)('%s is refused to those who may only read', async (name) => {
    const input = inputs()[name];
    const { codes } = await world.ask(mutation(name), { input }, { permissions: ['network:read'] });
    expect(codes).toEqual(['FORBIDDEN']);
  });
});
