import { performance } from 'node:perf_hooks';
import { newId } from '@waris/service-kit';
import { createTenant, testStores } from '@waris/testkit';
import { importNetwork } from '@waris/network';
import { limitedTo, openNetworkWorld, type NetworkWorld } from './network-world.ts';

let world: NetworkWorld;

beforeAll(async () => {
  world = await openNetworkWorld();
});

afterAll(() => world.stop());

// Two streets, joined by a shut pipe, each fed from the reservoir through a valve; a tank on one.
const twoStreets = `[JUNCTIONS]
 a1  10  1
 a2  10  1
 b1  10  1
 b2  10  1
 m1  10  0
 m2  10  0
[RESERVOIRS]
 R   60
[TANKS]
 T   20 2 0 5 4 0
[PIPES]
 main R  m1 100 300 130
 run  m1 m2 100 300 130
 pa   a1 a2 100 100 130 0 Open
 pb   b1 b2 100 100 130
 pt   b2 T  50  100 130
 shut a2 b2 100 100 130 0 Closed
[VALVES]
 va   m1 a1 100 PRV 30 0
 vb   m2 b1 100 PRV 30 0
[OPTIONS]
 Units CMH
[COORDINATES]
 a1 100 0
 a2 200 0
 b1 100 100
 b2 200 100
 m1 0 0
 m2 0 100
 R  -100 0
 T  250 100
[END]
`;

const newCode = () => newId().slice(-10).toUpperCase();

const inputFor = (code: string, text = twoStreets) => ({
  fileName: 'streets.inp',
  text,
  branch: { code, regionCode: `R${code}`, nameTh: 'สาขา', nameEn: 'Branch' },
  meters: [{ id: 'va' }, { id: 'vb', serialNumber: `${code}-second` }],
  pressureSensors: [{ id: 'a2' }],
  placement: { origin: { type: 'Point', coordinates: [100.5, 13.7] } },
  dmaNames: [{ area: 'AREA-1', nameTh: 'ถนนหนึ่ง', nameEn: 'First street' }],
});

const mutation = `mutation ($input: ImportNetworkInput!) { importNetwork(input: $input) {
  import {
    branch { code nameEn region { code } }
    dmas { code nameEn mainsLengthKm areaKm2 boundary
      inlets { direction meter { serialNumber kind } }
      tanks { code surfaceAreaM2 levelMeter { serialNumber kind } } }
    dmaCounts { created changed unchanged } nodeCounts { created changed unchanged }
    pipeCounts { created changed unchanged } meterCounts { created changed unchanged }
    tankCounts { created changed unchanged } boundaryCounts { created changed unchanged }
    unmeteredLinks { dmaCode link } skipped warnings }
  userErrors { __typename ... on UserError { message path }
    ... on InvalidNetworkFileError { line column section } } } }`;

const created = (count: number) => ({ created: count, changed: 0, unchanged: 0 });
const unchanged = (count: number) => ({ created: 0, changed: 0, unchanged: count });

describe('an imported network', () => {
  it('becomes a branch with DMAs, meters, tanks and boundaries', async () => {
    const code = newCode();
    const { data, codes } = await world.ask(mutation, { input: inputFor(code) });
    expect(codes).toEqual([]);
    expect(data).toMatchObject({
      importNetwork: {
        userErrors: [],
        import: {
          branch: { code, region: { code: `R${code}` } },
          dmas: [
            {
              code: `${code}-01`,
              nameEn: 'First street',
              boundary: { type: 'MultiPolygon' },
              inlets: [{ direction: 'IN', meter: { serialNumber: `${code}-va`, kind: 'ZONE' } }],
              tanks: [],
            },
            {
              code: `${code}-02`,
              nameEn: `DMA ${code}-02`,
              inlets: [{ direction: 'IN', meter: { serialNumber: `${code}-second` } }],
              tanks: [{ code: 'T', levelMeter: { serialNumber: `${code}-T`, kind: 'LEVEL' } }],
            },
          ],
          dmaCounts: created(2),
          nodeCounts: created(8),
          pipeCounts: created(6),
          meterCounts: created(4),
          tankCounts: created(1),
          boundaryCounts: created(2),
          unmeteredLinks: [],
          warnings: ['Junctions in no DMA: 2.'],
        },
      },
    });
  });

  it('changes nothing the second time, and only what differs the third', async () => {
    const code = newCode();
    await world.ask(mutation, { input: inputFor(code) });
    const again = await world.ask(mutation, { input: inputFor(code) });
    expect(again.data).toMatchObject({
      importNetwork: {
        import: {
          dmaCounts: unchanged(2),
          nodeCounts: unchanged(8),
          pipeCounts: unchanged(6),
          meterCounts: unchanged(4),
          tankCounts: unchanged(1),
          boundaryCounts: unchanged(2),
        },
      },
    });
    const newer = twoStreets.replace('pa   a1 a2 100 100', 'pa   a1 a2 100 150');
    const third = await world.ask(mutation, { input: inputFor(code, newer) });
    expect(third.data).toMatchObject({
      importNetwork: {
        import: {
          dmaCounts: unchanged(2),
          pipeCounts: { created: 0, changed: 1, unchanged: 5 },
        },
      },
    });
  });

  it('is made once when two import it at the same time', async () => {
    const code = newCode();
    const answers = await Promise.all(
      [1, 2].map(() => world.ask(mutation, { input: inputFor(code) })),
    );
    const counts = answers.map(({ data }) => {
      const { importNetwork: answer } = data as {
        importNetwork: { import: { pipeCounts: object } | null };
      };
      return answer.import?.pipeCounts ?? data;
    });
    expect(counts).toEqual(expect.arrayContaining([created(6), unchanged(6)]));
  });

  it('keeps the names and boundaries that people gave', async () => {
    const code = newCode();
    await world.ask(mutation, { input: inputFor(code) });
    const { data } = await world.ask('query ($code: String!) { dma(code: $code) { id } }', {
      code: `${code}-02`,
    });
    const { dma } = data as { dma: { id: string } };
    const ring = [
      [102, 15],
      [102.01, 15],
      [102.01, 15.01],
      [102, 15],
    ];
    await world.ask(
      `mutation ($id: ID!, $boundary: GeoJSON!) {
        changeDma(input: { dmaId: $id, nameEn: "Old town" }) { dma { id } }
        setDmaBoundary(input: { dmaId: $id, boundary: $boundary }) { dma { id } } }`,
      { id: dma.id, boundary: { type: 'Polygon', coordinates: [ring] } },
    );
    const input = { ...inputFor(code), branch: { code, nameTh: 'อื่น', nameEn: 'Other' } };
    const again = await world.ask(mutation, { input });
    expect(again.data).toMatchObject({
      importNetwork: {
        import: {
          branch: { nameEn: 'Branch' },
          dmas: [{}, { nameEn: 'Old town', boundary: { coordinates: [[ring]] } }],
          boundaryCounts: unchanged(2),
          warnings: expect.arrayContaining([
            `DMA ${code}-02 keeps the boundary that was set for it.`,
          ]),
        },
      },
    });
  });

  it('tells of inlets without a meter', async () => {
    const code = newCode();
    const { data } = await world.ask(mutation, {
      input: { ...inputFor(code), meters: [{ id: 'va' }] },
    });
    expect(data).toMatchObject({
      importNetwork: { import: { unmeteredLinks: [{ dmaCode: `${code}-02`, link: 'vb' }] } },
    });
  });

  it('takes its DMAs from a mapping', async () => {
    const code = newCode();
    const mapping = JSON.stringify({
      dmas: [{ code: 'AB', name: 'Both', includesNodes: ['a1', 'b1'] }],
    });
    const { dmaNames: _automatic, ...input } = inputFor(code);
    const { data } = await world.ask(mutation, { input: { ...input, mapping } });
    expect(data).toMatchObject({
      importNetwork: { import: { dmas: [{ code: `${code}-AB`, nameEn: 'Both' }] } },
    });
  });

  it('reports how far it is', async () => {
    const code = newCode();
    const { branch, fileName, text, meters, placement } = inputFor(code);
    const seen: string[] = [];
    const result = await importNetwork(
      world.context(),
      {
        inp: { fileName, text },
        branch: { ...branch, branchCode: code },
        meters,
        placement,
      },
      (stage, done, total) => seen.push(`${stage} ${done}/${total}`),
    );
    expect(result.ok).toBe(true);
    expect(seen).toEqual([
      'dmas 2/2',
      'nodes 8/8',
      'pipes 6/6',
      'meters 3/3',
      'tanks 1/1',
      'boundaries 2/2',
    ]);
  });

  it('leaves the process free for others while the file is read', async () => {
    const code = newCode();
    const { branch } = inputFor(code);
    const before = performance.eventLoopUtilization();
    let whileRead: number | null = null;
    const result = await importNetwork(
      world.context(),
      {
        inp: { fileName: 'grid.inp', text: gridOf(60) },
        branch: { ...branch, branchCode: code },
        meters: ['main'],
        placement: { origin: { type: 'Point', coordinates: [100.5, 13.7] } },
      },
      () => (whileRead ??= performance.eventLoopUtilization(before).utilization),
    );
    expect(result.ok).toBe(true);
    expect(whileRead).toBeLessThan(0.6);
  });
});

/** So many streets each way, 50 m apart, fed at a corner. */
function gridOf(size: number): string {
  const places = Array.from({ length: size * size }, (_, i) => [i % size, Math.floor(i / size)]);
  const ids = (dx: number, dy: number) =>
    places.flatMap(([x = 0, y = 0]) =>
      x + dx < size && y + dy < size ? [`n${x}_${y} n${x + dx}_${y + dy}`] : [],
    );
  return [
    '[JUNCTIONS]',
    ...places.map(([x, y]) => ` n${x}_${y} 10 1`),
    '[RESERVOIRS]',
    ' R 60',
    '[PIPES]',
    ' main R n0_0 10 300 130 0 Open',
    ...[...ids(1, 0), ...ids(0, 1)].map((ends, i) => ` p${i} ${ends} 50 100 130 0 Open`),
    '[COORDINATES]',
    ' R -50 0',
    ...places.map(([x = 0, y = 0]) => ` n${x}_${y} ${50 * x} ${50 * y}`),
    '[OPTIONS]',
    ' Units CMH',
    ' Headloss H-W',
    '[END]',
  ].join('\n');
}

describe('a network that cannot be imported', () => {
  it('names line, column and section of each fault', async () => {
    const text = twoStreets.replace('pb   b1 b2 100', 'pb   b1 zz abc');
    const { data } = await world.ask(mutation, { input: inputFor(newCode(), text) });
    expect(data).toMatchObject({
      importNetwork: {
        import: null,
        userErrors: expect.arrayContaining([
          expect.objectContaining({
            __typename: 'InvalidNetworkFileError',
            path: ['text'],
            line: 16,
            section: 'PIPES',
          }),
        ]),
      },
    });
  });

  it.each<[string, object, string[]]>([
    ['an unknown link', { meters: [{ id: 'nowhere' }] }, ['meters']],
    ['an unknown node', { pressureSensors: [{ id: 'nowhere' }] }, ['pressureSensors']],
    ['a level sensor at a junction', { levelSensors: [{ id: 'a1' }] }, ['levelSensors']],
    [
      'a serial number twice',
      {
        meters: [
          { id: 'va', serialNumber: 's' },
          { id: 'vb', serialNumber: 's' },
        ],
      },
      ['meters'],
    ],
    ['no placement', { placement: {} }, ['placement']],
    ['an unknown projection', { placement: { projection: 'EPSG:1' } }, ['placement']],
    [
      'swapped axes of the origin',
      { placement: { origin: { type: 'Point', coordinates: [13.7, 100.5] } } },
      ['placement', 'origin'],
    ],
    ['a mapping that is no JSON', { mapping: '{' }, ['mapping']],
    ['names for an unknown area', { dmaNames: [{ area: 'AREA-9' }] }, ['dmaNames']],
    [
      'an unknown region',
      { branch: { code: 'ZZ99', nameTh: 'x', nameEn: 'x' } },
      ['branch', 'regionCode'],
    ],
  ])('says so: %s', async (_name, wrong, path) => {
    const input = { ...inputFor(newCode()), ...wrong };
    const { data, codes } = await world.ask(mutation, { input });
    expect(codes).toEqual([]);
    expect(data).toMatchObject({
      importNetwork: { import: null, userErrors: [{ __typename: 'InvalidInputError', path }] },
    });
  });

  it('is one of another area, and leaves nothing behind', async () => {
    const ours = await createTenant(testStores().postgresUrl);
    const theirs = await createTenant(testStores().postgresUrl);
    const claims = limitedTo({ regionIds: [ours.regionId] });
    for (const branch of [
      { code: theirs.branchCode, nameTh: 'x', nameEn: 'x' },
      { code: newCode(), regionCode: `R${theirs.branchCode}`, nameTh: 'x', nameEn: 'x' },
      { code: newCode(), regionCode: newCode(), nameTh: 'x', nameEn: 'x' },
    ]) {
      const { data } = await world.ask(
        mutation,
        { input: { ...inputFor(newCode()), branch } },
        claims,
      );
      expect(data).toMatchObject({
        importNetwork: { import: null, userErrors: [{ __typename: 'NotFoundError' }] },
      });
    }
    const { data } = await world.ask(
      'query ($b: String!) { pipes(branchCode: $b) { nodes { id } } branch(code: $b) { nameEn } }',
      { b: theirs.branchCode },
    );
    expect(data).toEqual({ pipes: { nodes: [] }, branch: { nameEn: 'Test branch' } });
  });

  it('uses a serial number of another branch, and leaves nothing behind', async () => {
    const [first, second] = [newCode(), newCode()];
    await world.ask(mutation, { input: inputFor(first) });
    const input = {
      ...inputFor(second),
      meters: [{ id: 'va', serialNumber: `${first}-va` }],
    };
    const { data } = await world.ask(mutation, { input });
    expect(data).toMatchObject({
      importNetwork: {
        import: null,
        userErrors: [{ message: `${first}-va belongs to another branch.` }],
      },
    });
    const left = await world.ask('query ($c: String!) { branch(code: $c) { id } }', { c: second });
    expect(left.data).toEqual({ branch: null });
  });

  it('is refused to those who may only read', async () => {
    const { codes } = await world.ask(
      mutation,
      { input: inputFor(newCode()) },
      { permissions: ['network:read'] },
    );
    expect(codes).toEqual(['FORBIDDEN']);
  });
});
