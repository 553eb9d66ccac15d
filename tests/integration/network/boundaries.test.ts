import { createTenant, testStores, type TestTenant } from '@waris/testkit';
import { limitedTo, openNetworkWorld, type NetworkWorld } from './network-world.ts';

let world: NetworkWorld;
let ours: TestTenant;
let theirs: TestTenant;
// A place of this run's own, so that runs that share a database do not cover each other.
const west = 60 + Math.random() * 30;

beforeAll(async () => {
  world = await openNetworkWorld();
  ours = await createTenant(testStores().postgresUrl, { dmas: 3 });
  theirs = await createTenant(testStores().postgresUrl);
});

afterAll(() => world.stop());

const set = `mutation ($input: SetDmaBoundaryInput!) { setDmaBoundary(input: $input) {
  dma { boundary areaKm2 perimeterKm centroid } warnings
  userErrors { __typename ... on UserError { message path }
    ... on BoundaryOverlapsError { overlapRatio dma { code } } } } }`;

/** A hundredth of a degree wide and high, from `east` hundredths on. */
function square(east: number, south = 0) {
  const [w, s] = [west + east / 100, south / 100];
  const [e, n] = [w + 0.01, s + 0.01];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [w, s],
        [e, s],
        [e, n],
        [w, n],
        [w, s],
      ],
    ],
  };
}

const local = () => limitedTo({ branchIds: [ours.branchId] });
const put = (index: number, boundary: object) =>
  world.ask(set, { input: { dmaId: ours.dmas[index]?.id, boundary } }, local());

describe('a boundary', () => {
  it('is stored with its area, perimeter and centre on the ellipsoid', async () => {
    const { data } = await put(0, square(0));
    expect(data).toMatchObject({
      setDmaBoundary: {
        dma: { boundary: { type: 'MultiPolygon' }, centroid: { type: 'Point' } },
        warnings: [],
        userErrors: [],
      },
    });
    const { setDmaBoundary } = data as {
      setDmaBoundary: { dma: { areaKm2: number; perimeterKm: number } };
    };
    // A hundredth of a degree at the equator: 1113.195 m by 1105.743 m (WGS 84).
    expect(setDmaBoundary.dma.areaKm2).toBeCloseTo(1.113195 * 1.105743, 4);
    expect(setDmaBoundary.dma.perimeterKm).toBeCloseTo(2 * (1.113195 + 1.105743), 4);
  });

  it('may share an edge with a neighbour, overlap a little, but not much', async () => {
    const beside = await put(1, square(1));
    expect(beside.data).toMatchObject({ setDmaBoundary: { warnings: [], userErrors: [] } });

    const little = await put(1, square(0.995));
    const { setDmaBoundary } = little.data as { setDmaBoundary: { warnings: string[] } };
    expect(setDmaBoundary.warnings).toEqual([
      expect.stringMatching(new RegExp(`overlaps ${ours.dmas[0]?.code} by 0\\.50 %`)),
    ]);

    const much = await put(1, square(0.9));
    expect(much.data).toMatchObject({
      setDmaBoundary: {
        dma: null,
        userErrors: [{ __typename: 'BoundaryOverlapsError', dma: { code: ours.dmas[0]?.code } }],
      },
    });
  });

  it('names no neighbour that the caller may not see', async () => {
    const input = { dmaId: ours.dmas[2]?.id, boundary: square(0.1) };
    const claims = limitedTo({ dmaIds: [ours.dmas[2]?.id ?? ''] });
    const { data } = await world.ask(set, { input }, claims);
    expect(JSON.stringify(data)).not.toContain(ours.dmas[0]?.code);
    expect(data).toMatchObject({
      setDmaBoundary: { userErrors: [{ __typename: 'BoundaryOverlapsError', dma: null }] },
    });
  });

  it('that crosses itself is refused with the place', async () => {
    const [w, s] = [west, 0.5];
    const bow = [
      [w, s],
      [w + 0.01, s + 0.01],
      [w + 0.01, s],
      [w, s + 0.01],
      [w, s],
    ];
    const { data } = await put(2, { type: 'Polygon', coordinates: [bow] });
    expect(data).toMatchObject({
      setDmaBoundary: {
        userErrors: [
          {
            __typename: 'InvalidInputError',
            path: ['boundary'],
            message: expect.stringMatching(/Self-intersection\[/),
          },
        ],
      },
    });
  });

  it('of another area cannot be set', async () => {
    const input = { dmaId: theirs.dmas[0]?.id, boundary: square(5) };
    const { data } = await world.ask(set, { input }, local());
    expect(data).toMatchObject({
      setDmaBoundary: { dma: null, userErrors: [{ __typename: 'NotFoundError' }] },
    });
  });
});

describe('dmaAt', () => {
  const at = `query ($longitude: Float!, $latitude: Float!) {
    dmaAt(longitude: $longitude, latitude: $latitude) { code } }`;
  const inside = { longitude: west + 0.005, latitude: 0.005 };

  it('finds the DMA around a point', async () => {
    const { data } = await world.ask(at, inside, local());
    expect(data).toEqual({ dmaAt: { code: ours.dmas[0]?.code } });
  });

  it('finds nothing outside every boundary, nor in another area', async () => {
    const outside = { longitude: west + 0.005, latitude: -0.5 };
    expect((await world.ask(at, outside, local())).data).toEqual({ dmaAt: null });
    const stranger = limitedTo({ branchIds: [theirs.branchId] });
    expect((await world.ask(at, inside, stranger)).data).toEqual({ dmaAt: null });
  });
});
