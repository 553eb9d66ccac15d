import { parseInp, type InpNetwork } from '@waris/epanet-network';
import { meteredAreas } from './metered-areas.ts';

/** A street fed from a reservoir, a quarter behind a valve, and a hill behind a pump and its tank. */
const text = `[JUNCTIONS]
 s1 10 1
 s2 10 1
 q1 10 1
 q2 10 1
 h1 40 1
 h2 40 1
[RESERVOIRS]
 R 60
[TANKS]
 T 60 2 0 4 10 0
[PIPES]
 in R s1 100 300 130
 street s1 s2 100 200 130
 quarter q1 q2 100 200 130
 down T h1 100 200 130
 hill h1 h2 100 200 130
[VALVES]
 valve s2 q1 200 PRV 30 0
[PUMPS]
 pump s2 T HEAD 1
[CURVES]
 1 10 40
[COORDINATES]
 s1 1 0
 s2 2 0
 q1 2 1
 q2 3 1
 h1 4 0
 h2 5 0
 R 0 0
 T 3 0
[OPTIONS]
 Units CMH
 Headloss H-W
[END]
`;

function network(): InpNetwork {
  const result = parseInp(text, 'hill.inp');
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.value;
}

describe('the areas that meters set apart', () => {
  it('are balanced by what a pump brings one of them and takes from the other', () => {
    const [town, hill, ...others] = meteredAreas(network(), ['in', 'pump']);
    expect(others).toEqual([]);
    expect([...(town?.meters ?? [])]).toEqual([
      ['in', 1],
      ['pump', -1],
    ]);
    expect([...(hill?.meters ?? [])]).toEqual([['pump', 1]]);
    expect([...(hill?.tankSurfacesM2 ?? [])]).toEqual([['T', 25 * Math.PI]]);
    expect(town?.tankSurfacesM2.size).toBe(0);
  });

  it('take in what an unmetered valve feeds', () => {
    const [town, hill] = meteredAreas(network(), ['in', 'pump']);
    expect(['street', 'quarter', 'hill'].filter((pipe) => town?.holdsPipe(pipe))).toEqual([
      'street',
      'quarter',
    ]);
    expect(['s1', 'q2', 'h1'].filter((node) => hill?.holdsNode(node))).toEqual(['h1']);
  });

  it('are three with a meter at the valve too', () => {
    const areas = meteredAreas(network(), ['in', 'valve', 'pump']);
    expect(areas.map(({ meters }) => Object.fromEntries(meters))).toEqual(
      expect.arrayContaining([{ in: 1, valve: -1, pump: -1 }, { valve: 1 }, { pump: 1 }]),
    );
  });

  it('are none where water comes in unmetered', () => {
    expect(meteredAreas(network(), ['pump'])).toEqual([]);
  });
});
