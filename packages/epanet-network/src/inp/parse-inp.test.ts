import { describeWithData, readReferenceData } from '@waris/testkit/reference-data';
import fc from 'fast-check';
import { faultsIn, parsed, TWO_STREETS } from '../testing/networks.testkit.ts';
import { describeInpError } from './fault-list.ts';

describe('a well-formed network file', () => {
  it('gives its nodes and links', () => {
    const network = parsed(TWO_STREETS);
    expect(network.title).toBe('Two streets');
    expect(network.nodes.get('a1')).toMatchObject({
      kind: 'junction',
      elevationM: 10,
      baseDemandM3PerHour: 1,
      x: 100,
      y: 0,
    });
    expect(network.links.get('shut')).toMatchObject({ kind: 'pipe', isOpen: false, lengthM: 100 });
    expect(network.links.get('va')).toMatchObject({ kind: 'valve', valveType: 'PRV' });
  });

  it('reads the same with a byte order mark, CRLF, tabs, quotes and comments', () => {
    const disguised = `\uFEFF${TWO_STREETS}`
      .replaceAll('\n', ' ; a comment\r\n')
      .replaceAll(' a1 ', '\t"a1"\t');
    expect(parsed(disguised).nodes).toEqual(parsed(TWO_STREETS).nodes);
  });

  it('keeps ids apart from quoted ids with spaces', () => {
    const text = TWO_STREETS.replaceAll(/\bb2\b/g, '"b 2"');
    expect(parsed(text).links.get('pb')?.endNode).toBe('b 2');
  });

  it('takes sections in any order', () => {
    const [head = '', ...rest] = TWO_STREETS.replace('[END]\n', '').split(/(?=\[)/);
    expect(parsed([...rest.toReversed(), head].join('')).links.size).toBe(7);
  });

  it('converts every flow unit of EPANET to m³/h, with feet and inches for the US ones', () => {
    const expected = {
      CFS: 101.9406,
      GPM: 0.2271247,
      MGD: 157.7255,
      IMGD: 189.4204,
      AFD: 51.39507,
      LPS: 3.6,
      LPM: 0.06,
      MLD: 41.66667,
      CMH: 1,
      CMD: 1 / 24,
      CMS: 3600,
    };
    for (const [unit, factor] of Object.entries(expected)) {
      const network = parsed(TWO_STREETS.replace('CMH', unit));
      const isUs = ['CFS', 'GPM', 'MGD', 'IMGD', 'AFD'].includes(unit);
      const node = network.nodes.get('a1');
      const pipe = network.links.get('pa');
      expect(node?.kind === 'junction' ? node.baseDemandM3PerHour : 0).toBeCloseTo(factor, 3);
      expect(pipe).toMatchObject({
        lengthM: 100 * (isUs ? 0.3048 : 1),
        diameterMm: 100 * (isUs ? 25.4 : 1),
      });
    }
  });

  it('lets [DEMANDS] replace the demand of a junction and [STATUS] shut a link', () => {
    const text = TWO_STREETS.replace(
      '[OPTIONS]',
      '[DEMANDS]\n a1 2\n a1 3\n[STATUS]\n pa CLOSED\n[OPTIONS]',
    );
    const network = parsed(text);
    expect(network.nodes.get('a1')).toMatchObject({ baseDemandM3PerHour: 5 });
    expect(network.links.get('pa')?.isOpen).toBe(false);
  });
});

describe('a malformed network file', () => {
  it.each([
    [' pa   a1 a2', ' pa   a1 zz', '15:10 [PIPES] Link "pa" joins unknown node "zz".'],
    [' a2  10  1', ' a1  10  1', '5:2 [JUNCTIONS] Node "a1" was already declared on line 4.'],
    [' pb ', ' pa ', '16:2 [PIPES] Link "pa" was already declared on line 15.'],
    [' b1  10', ' b1  ten', '6:6 [JUNCTIONS] The elevation "ten" is not a number.'],
    [' b1  10', ' b1  0x1F', '6:6 [JUNCTIONS] The elevation "0x1F" is not a number.'],
    [
      ' pb   b1 b2 100 100 130',
      ' pb   b1 b2 100',
      '16:13 [PIPES] Too few fields: id, two nodes, length, diameter and',
    ],
    ['CMH', 'BARRELS', '22:8 [OPTIONS] Flow units "BARRELS" are not one of CFS, GPM,'],
    [' b2 200 100\n', '', '7:2 [JUNCTIONS] Node "b2" has no line in [COORDINATES].'],
    ['a1 a2 100', 'a1 a2 -5', '15:13 [PIPES] The length -5 must be more than zero.'],
    ['m1 a1 100 PRV', 'm1 a1 100 XYZ', '19:17 [VALVES] Valve type "XYZ" is not one of PRV, PSV,'],
    ['0 Open', '0 Ajar', '15:27 [PIPES] Status "Ajar" is not OPEN, CLOSED or CV.'],
    ['[VALVES]', '[VAULTS]', '18:1 [VAULTS] [VAULTS] is not a section of EPANET.'],
    ['b1 b2 100', 'b1 b1 100', '16:10 [PIPES] Link "pb" starts and ends at node "b1".'],
    [' m2 0 100', ' m9 0 100', '29:2 [COORDINATES] Node "m9" is not declared in this file.'],
    ['[END]', '[VERTICES]\n zz 1 2', '32:2 [VERTICES] Link "zz" is not declared in this file.'],
    ['[END]', '[STATUS]\n zz Open', '32:2 [STATUS] Link "zz" is not declared in this file.'],
  ])('with %j turned into %j is refused at its place: %s', (good, bad, reason) => {
    const expected = `test.inp:${reason}`;
    const told = faultsIn(TWO_STREETS.replace(good, bad)).map(describeInpError);
    expect(told.map((text) => text.slice(0, expected.length))).toContain(expected);
  });

  it('without [JUNCTIONS] is not a network', () => {
    expect(faultsIn('id,flow\n1,2\n').map((fault) => fault.message)).toContain(
      'No section [JUNCTIONS]: this is not an EPANET network.',
    );
  });

  it('tells at most 50 faults', () => {
    const lines = Array.from({ length: 80 }, (_, index) => ` x${index} ten`).join('\n');
    expect(faultsIn(`[JUNCTIONS]\n${lines}\n`)).toHaveLength(50);
  });

  it('never throws, whatever line is cut off', () => {
    fc.assert(
      fc.property(fc.nat(TWO_STREETS.length), fc.string(), (at, noise) => {
        const text = `${TWO_STREETS.slice(0, at)}${noise}${TWO_STREETS.slice(at)}`;
        for (const fault of faultsIn(text)) {
          expect(fault.line).toBeGreaterThanOrEqual(1);
          expect(fault.column).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });
});

describeWithData('networks', 'the benchmark networks', () => {
  it.each([
    ['Net1', 11, 13],
    ['Net3', 97, 119],
    ['L-TOWN', 785, 909],
  ])('%s parses in full', (name, nodes, links) => {
    const network = parsed(readReferenceData(`networks/${name}.inp`));
    expect([network.nodes.size, network.links.size]).toEqual([nodes, links]);
  });

  it('Net1 comes out in SI units', () => {
    const network = parsed(readReferenceData('networks/Net1.inp'));
    expect(network.nodes.get('10')).toMatchObject({ elevationM: 710 * 0.3048 });
    expect(network.links.get('10')).toMatchObject({
      lengthM: 10530 * 0.3048,
      diameterMm: 18 * 25.4,
    });
  });
});
