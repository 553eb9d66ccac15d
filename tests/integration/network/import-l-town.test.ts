import { newId } from '@waris/service-kit';
import { importNetwork, type ImportNetworkInput } from '@waris/network';
import { describeWithData, readReferenceData } from '@waris/testkit/reference-data';
import { openNetworkWorld, type NetworkWorld } from './network-world.ts';

let world: NetworkWorld;

beforeAll(async () => {
  world = await openNetworkWorld();
});

afterAll(() => world.stop());

function lTown(branchCode: string): ImportNetworkInput {
  return {
    inp: { fileName: 'L-TOWN.inp', text: readReferenceData('networks/L-TOWN.inp') },
    branch: { branchCode, regionCode: `R${branchCode}`, nameTh: 'แอลทาวน์', nameEn: 'L-Town' },
    meters: ['p227', 'p235', 'PUMP_1'],
    pressureSensors: ['n1', 'n4', 'n31'],
    levelSensors: ['T1'],
    mapping: JSON.stringify({
      dmas: [
        { code: 'A', includesNodes: ['n105'] },
        { code: 'B', includesNodes: ['n215'] },
        { code: 'C', includesNodes: ['n1'] },
      ],
    }),
    placement: { origin: { longitude: 33, latitude: 35 } },
  };
}

describeWithData('networks/L-TOWN.inp', 'L-TOWN', () => {
  it('has its three areas, 905 pipes, signed meters and its tank, also the second time', async () => {
    const code = newId().slice(-10).toUpperCase();
    const first = await importNetwork(world.context(), lTown(code));
    expect(first).toMatchObject({
      ok: true,
      value: {
        counts: {
          dmas: { created: 3 },
          nodes: { created: 785 },
          pipes: { created: 905 },
          meters: { created: 7 },
          tanks: { created: 1 },
          boundaries: { created: 3 },
        },
      },
    });

    const { data } = await world.ask(
      `query ($branch: String!) { dmas(branchCode: $branch) { nodes {
        code mainsLengthKm areaKm2 boundary tanks { code surfaceAreaM2 levelMeter { serialNumber } }
        inlets { direction meter { serialNumber kind location } } } } }`,
      { branch: code },
    );
    const meter = (id: string) => expect.objectContaining({ serialNumber: `${code}-${id}` });
    const { dmas } = data as {
      dmas: {
        nodes: {
          code: string;
          inlets: object[];
          tanks: { code: string; surfaceAreaM2: number; levelMeter: object }[];
        }[];
      };
    };
    const [a, b, c] = dmas.nodes;
    expect(dmas.nodes.map((dma) => dma.code)).toEqual([`${code}-A`, `${code}-B`, `${code}-C`]);
    expect(a?.inlets).toEqual([
      { direction: 'IN', meter: meter('p227') },
      { direction: 'IN', meter: meter('p235') },
      { direction: 'OUT', meter: meter('PUMP_1') },
    ]);
    expect(b?.inlets).toEqual([]);
    expect(c?.inlets).toEqual([{ direction: 'IN', meter: meter('PUMP_1') }]);
    expect(c?.tanks).toMatchObject([{ code: 'T1', levelMeter: { serialNumber: `${code}-T1` } }]);
    expect(c?.tanks[0]?.surfaceAreaM2).toBeCloseTo(201.06, 2);

    const again = await importNetwork(world.context(), lTown(code));
    const unchanged = (count: number) => ({ created: 0, changed: 0, unchanged: count });
    expect(again).toMatchObject({
      ok: true,
      value: {
        counts: {
          dmas: unchanged(3),
          nodes: unchanged(785),
          pipes: unchanged(905),
          meters: unchanged(7),
          tanks: unchanged(1),
          boundaries: unchanged(3),
        },
      },
    });
  }, 60_000);
});
