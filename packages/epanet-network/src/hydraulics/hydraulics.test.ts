import { describeWithData, readReferenceData } from '@waris/testkit/reference-data';
import { parsed, TWO_STREETS } from '../testing/networks.testkit.ts';
import { parseInp } from '../inp/parse-inp.ts';
import { distancesAlongPipes } from './pipe-distances.ts';
import { pipeSignatures } from './pipe-signatures.ts';
import { pressureSensitivity } from './pressure-sensitivity.ts';

/** R feeds a line of three junctions, of which c has a side arm d. Demands of 10 m³/h each. */
const LINE = `[JUNCTIONS]
 a 0 10
 b 0 10
 c 0 10
 d 0 10
[RESERVOIRS]
 R 50
[PIPES]
 ra R a 1000 200 130
 ab a b 1000 200 130
 bc b c 1000 200 130
 bd b d 400 200 130
[OPTIONS]
 Units CMH
 Demand Multiplier 2
[COORDINATES]
 a 0 0
 b 0 0
 c 0 0
 d 0 0
 R 0 0
[END]
`;

async function sensitivityOf(text: string, sensors: readonly string[], blocksPerDay = 1) {
  const result = await pressureSensitivity(text, { fileName: 'line.inp', sensors, blocksPerDay });
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.value;
}

describe('pressure sensitivity', () => {
  it('is what Hazen and Williams give for the extra flow', async () => {
    const { junctions, fallsMPerM3PerHour } = await sensitivityOf(LINE, ['a']);
    // h = 10.667 L Q^1.852 / (C^1.852 d^4.871), Q in m³/s; 80 m³/h without, 85 with the leak.
    const loss = (flow: number) =>
      (10.667 * 1000 * (flow / 3600) ** 1.852) / (130 ** 1.852 * 0.2 ** 4.871);
    expect(junctions).toEqual(['a', 'b', 'c', 'd']);
    for (const fall of fallsMPerM3PerHour) {
      expect(fall).toBeCloseTo((loss(85) - loss(80)) / 5, 3);
    }
  });

  it('is greatest at the leak and none beyond what feeds it', async () => {
    const { fallsMPerM3PerHour } = await sensitivityOf(LINE, ['a', 'b', 'c', 'd']);
    const [atA, atB, atC, atD] = fallsMPerM3PerHour.subarray(2 * 4, 3 * 4);
    expect(atC).toBeGreaterThan(atB ?? 0);
    expect(atB).toBeGreaterThan(atA ?? 0);
    expect(atD).toBeCloseTo(atB ?? 0, 6);
  });

  it('draws what a tank gives again where its pump takes in', async () => {
    const withTank = LINE.replace(
      '[PIPES]',
      '[TANKS]\n T 80 2 0 5 20 0\n[PIPES]\n te T e 100 200 130',
    )
      .replace(' d 0 10', ' d 0 10\n e 0 10')
      .replace('[END]', ' e 0 0\n T 0 0\n[END]')
      .replace('[OPTIONS]', '[PUMPS]\n P c T HEAD 1\n[CURVES]\n 1 20 60\n[OPTIONS]');
    const { junctions, fallsMPerM3PerHour } = await sensitivityOf(withTank, ['b', 'e']);
    const at = (junction: string) =>
      fallsMPerM3PerHour.subarray(
        2 * junctions.indexOf(junction),
        2 * junctions.indexOf(junction) + 2,
      );
    expect(at('e')[0]).toBeCloseTo(at('c')[0] ?? 0, 3);
    expect(at('e')[0]).toBeGreaterThan(0.01);
    expect(at('e')[1]).toBeGreaterThan(0);
  });

  it('has a part for each block of the day, by the pattern of demand', async () => {
    const patterned = LINE.replace(
      '[OPTIONS]',
      '[PATTERNS]\n 1 0.2 2\n[TIMES]\n Pattern Timestep 12:00\n[OPTIONS]',
    );
    const { fallsMPerM3PerHour } = await sensitivityOf(patterned, ['c'], 2);
    expect(fallsMPerM3PerHour).toHaveLength(2 * 4);
    expect(fallsMPerM3PerHour[4]).toBeGreaterThan(3 * (fallsMPerM3PerHour[0] ?? 0));
  });

  it('tries the leak at the named junctions only, and finds the same there', async () => {
    const all = await sensitivityOf(LINE, ['a', 'b'], 2);
    const some = await pressureSensitivity(LINE, {
      fileName: 'line.inp',
      sensors: ['a', 'b'],
      junctions: ['d', 'b'],
      blocksPerDay: 2,
    });
    const falls = all.fallsMPerM3PerHour;
    const at = (block: number, junction: number) =>
      Array.from(falls.subarray((block * 4 + junction) * 2, (block * 4 + junction + 1) * 2));
    expect(some.ok ? some.value.junctions : []).toEqual(['d', 'b']);
    const found = some.ok ? Array.from(some.value.fallsMPerM3PerHour) : [];
    const expected = [...at(0, 3), ...at(0, 1), ...at(1, 3), ...at(1, 1)];
    expect(found).toHaveLength(8);
    for (const [index, fall] of found.entries()) expect(fall).toBeCloseTo(expected[index] ?? 0, 6);
  });

  it('refuses more work than it may do, and a junction the network lacks', async () => {
    const refused = async (options: object) => {
      const named = { fileName: 'line.inp', sensors: ['a'], blocksPerDay: 2 };
      const result = await pressureSensitivity(LINE, { ...named, ...options });
      return result.ok ? [] : result.errors;
    };
    // Four junctions, five nodes, two blocks.
    expect(await refused({ mostNodesSolved: 40 })).toEqual([]);
    expect(await refused({ mostNodesSolved: 39 })).toMatchObject([
      { kind: 'TooLarge', message: expect.stringContaining('line.inp, which has 5 nodes') },
    ]);
    expect(await refused({ junctions: ['b', 'R'] })).toMatchObject([
      { kind: 'UnknownJunction', junction: 'R' },
    ]);
  });

  it.each([
    ['a file that is no network', '[TITLE]\nhello', ['a'], 'InvalidNetwork', 'JUNCTIONS'],
    [
      'a network that EPANET refuses',
      LINE.replace('[OPTIONS]', '[PATTERNS]\n 1 x\n[OPTIONS]'),
      ['a'],
      'InvalidNetwork',
      'EPANET',
    ],
    ['a sensor the network lacks', LINE, ['a', 'zz'], 'UnknownSensor', 'zz'],
    ['no sensor', LINE, [], 'InvalidOption', 'No pressure sensor'],
  ])('refuses %s', async (_name, text, sensors, kind, words) => {
    const result = await pressureSensitivity(text, { fileName: 'line.inp', sensors });
    expect(result.ok ? [] : result.errors).toMatchObject([
      { kind, message: expect.stringContaining(words) },
    ]);
  });

  it.each([
    [{ blocksPerDay: 0 }, '1 to 24'],
    [{ blocksPerDay: 2.5 }, '1 to 24'],
    [{ trialLeakM3PerHour: -1 }, 'above 0'],
  ])('refuses %j', async (options, words) => {
    const result = await pressureSensitivity(LINE, {
      fileName: 'line.inp',
      sensors: ['a'],
      ...options,
    });
    expect(result.ok ? [] : result.errors).toMatchObject([
      { kind: 'InvalidOption', message: expect.stringContaining(words) },
    ]);
  });
});

describe('pipe signatures', () => {
  it('are the mean of the two ends, for open pipes', async () => {
    const network = parsed(TWO_STREETS);
    const sensitivity = await sensitivityOf(TWO_STREETS, ['a1', 'a2'], 2);
    const { candidates } = pipeSignatures(network, sensitivity);
    expect(candidates.map(({ id }) => id)).toEqual(['main', 'run', 'pa', 'pb']);
    const { junctions, fallsMPerM3PerHour: falls } = sensitivity;
    const at = (block: number, junction: string, sensor: number) =>
      falls[(block * junctions.length + junctions.indexOf(junction)) * 2 + sensor] ?? Number.NaN;
    const expected = [0, 1].flatMap((block) =>
      [0, 1].map((sensor) => (at(block, 'a1', sensor) + at(block, 'a2', sensor)) / 2),
    );
    expect(Array.from(candidates[2]?.fallsMPerM3PerHour ?? [])).toEqual(expected);
    const named = pipeSignatures(network, sensitivity, new Set(['pa', 'elsewhere']));
    expect(named.candidates).toEqual([candidates[2]]);
  });
});

describe('distances along pipes', () => {
  it('run from middle to middle over the shortest open way', () => {
    const distanceTo = distancesAlongPipes(parsed(LINE), 'ab');
    expect(['ab', 'bc', 'bd', 'ra'].map((pipe) => distanceTo?.(pipe))).toEqual([
      0, 1000, 700, 1000,
    ]);
  });

  it('are infinite where only a shut pipe leads, and unknown for what is no pipe', () => {
    const network = parsed(TWO_STREETS);
    expect(distancesAlongPipes(network, 'pa')?.('run')).toBe(100);
    expect(distancesAlongPipes(network, 'pa')?.('nowhere')).toBe(Number.POSITIVE_INFINITY);
    expect(distancesAlongPipes(network, 'va')).toBeNull();
  });
});

describeWithData('networks/L-TOWN.inp', 'the signatures of L-TOWN', () => {
  it('tell junctions apart and take seconds', async () => {
    const text = readReferenceData('networks/L-TOWN.inp');
    const network = parseInp(text, 'L-TOWN.inp');
    if (!network.ok) throw new Error('L-TOWN does not parse.');
    const start = performance.now();
    const sensitivity = await sensitivityOf(text, ['n1', 'n215', 'n726']);
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(sensitivity.junctions).toHaveLength(782);
    const { candidates } = pipeSignatures(network.value, sensitivity);
    expect(candidates).toHaveLength(905);
    const [n1 = 0, n215 = 0, n726 = 0] =
      candidates.find(({ id }) => id === 'p280')?.fallsMPerM3PerHour ?? [];
    // A leak in area C: felt there and, through the pump, in area A; not behind the valve of B.
    expect(n1).toBeGreaterThan(0.005);
    expect(n726).toBeGreaterThan(0.003);
    expect(Math.abs(n215)).toBeLessThan(0.001);
  });
});
