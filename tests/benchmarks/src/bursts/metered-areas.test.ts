import { parseInp, type InpNetwork } from '@waris/epanet-network';
import { hillTown } from './hill.testkit.ts';
import { meteredAreas } from './metered-areas.ts';

function network(): InpNetwork {
  const result = parseInp(hillTown, 'hill.inp');
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
