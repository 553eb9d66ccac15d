import { planImport, type ImportPlan } from './plan.ts';
import type { ImportNetworkInput } from './network-import.ts';
import { readNetwork } from './read-network.ts';

// Water runs from the reservoir through "first" into the east street, on through "between" west.
const text = `[JUNCTIONS]
 e1 10 1
 e2 10 1
 w1 10 1
 w2 10 1
[RESERVOIRS]
 R 60
[TANKS]
 T 20 2 0 5 4 0
[PIPES]
 first R e1 100 300 130
 pe e1 e2 100 100 130
 inner e2 e1 40 100 130
 pw w1 w2 100 100 130
 pt w2 T 50 100 130
[VALVES]
 between e2 w1 100 PRV 30 0
[OPTIONS]
 Units CMH
[COORDINATES]
 R 0 0
 e1 100 0
 e2 200 0
 w1 300 0
 w2 400 0
 T 450 0
[END]
`;

function plan(more: Partial<ImportNetworkInput> = {}): ImportPlan {
  const input: ImportNetworkInput = {
    inp: { fileName: 'test.inp', text },
    branch: { branchCode: '5531012', nameTh: 'สาขา', nameEn: 'Branch' },
    meters: ['first', 'between'],
    placement: { origin: { longitude: 100, latitude: 13 } },
    ...more,
  };
  const read = readNetwork(input);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const planned = planImport(read.value, input);
  if (!planned.ok) throw new Error(JSON.stringify(planned.errors));
  return planned.value;
}

describe('the plan of an import', () => {
  it('gives each area a code of the branch and a name from it', () => {
    expect(plan().dmas).toMatchObject([
      { area: 'AREA-1', code: '5531012-01', nameEn: 'DMA 5531012-01', isNamed: false },
      { area: 'AREA-2', code: '5531012-02', nameTh: 'ดีเอ็มเอ 5531012-02', isNamed: false },
    ]);
  });

  it('makes meters at sources bulk, between areas zone, inside one check', () => {
    const { meters } = plan({ meters: ['first', 'between', 'inner'], levelSensors: [] });
    expect(
      meters.map(({ at, kind, dmaCode, sourceDmaCode }) => [at, kind, dmaCode, sourceDmaCode]),
    ).toEqual([
      ['first', 'bulk', '5531012-01', null],
      ['between', 'zone', '5531012-02', '5531012-01'],
      ['inner', 'check', '5531012-01', null],
    ]);
  });

  it('gives every tank of an area a level meter unless told otherwise', () => {
    const surfaceAreaM2 = expect.closeTo(4 * Math.PI, 9);
    const tank = { code: 'T', dmaCode: '5531012-02', surfaceAreaM2 };
    expect(plan().tanks).toEqual([{ ...tank, levelSerial: '5531012-T' }]);
    expect(plan({ levelSensors: [] }).tanks).toEqual([{ ...tank, levelSerial: null }]);
  });

  it('puts a meter in the middle of its link', () => {
    const [first] = plan().meters;
    const [longitude, latitude] = first?.position ?? [];
    // 50 m east of the origin, a degree of longitude being 108.5 km at 13° north.
    expect(longitude).toBeCloseTo(100 + 50 / 108_500, 5);
    expect(latitude).toBeCloseTo(13, 6);
  });

  it('keeps every pipe and node, and says what it leaves out', () => {
    const { nodes, pipes, skipped, unmeteredLinks } = plan();
    expect(nodes).toHaveLength(6);
    expect(pipes.map(({ code }) => code)).toEqual(['first', 'pe', 'inner', 'pw', 'pt']);
    expect(skipped).toEqual(['Pumps and valves bound DMAs and are not kept themselves: 1.']);
    expect(unmeteredLinks).toEqual([]);
  });
});
