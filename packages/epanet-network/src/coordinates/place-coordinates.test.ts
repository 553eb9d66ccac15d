import { parsed, TWO_STREETS } from '../testing/networks.testkit.ts';
import { placeCoordinates } from './place-coordinates.ts';
import type { Placement } from './projection.ts';

const atBangkok = TWO_STREETS.replace(' a1 100 0', ' a1 665000 1520000');
const allAtBangkok = TWO_STREETS.replaceAll(/^ (\w+) +-?\d+ \d+$/gm, ' $1 665000 1520000');

function faultOf(text: string, placement: Placement): string {
  const result = placeCoordinates(parsed(text), placement);
  return result.ok ? 'placed' : (result.errors[0]?.kind ?? '');
}

describe('placing a network on the globe', () => {
  it.each(['EPSG:32647', '+proj=utm +zone=47 +datum=WGS84'])('reads %s', (projection) => {
    const result = placeCoordinates(parsed(allAtBangkok), { projection });
    // Reference: Krüger's inverse series, computed apart from proj4.
    const [longitude, latitude] = (result.ok ? result.value.nodes.get('a1') : undefined) ?? [0, 0];
    expect(longitude).toBeCloseTo(100.526076, 6);
    expect(latitude).toBeCloseTo(13.744575, 6);
  });

  it('puts local metres at a stated point: 111.2 km of northing is a degree', () => {
    const result = placeCoordinates(parsed(TWO_STREETS), {
      origin: { longitude: 101, latitude: 13 },
    });
    const [longitude, latitude] = (result.ok ? result.value.nodes.get('m2') : undefined) ?? [0, 0];
    expect(longitude).toBeCloseTo(101, 9);
    expect((latitude - 13) * 110_630).toBeCloseTo(100, 0);
  });

  it('gives the whole course of each link', () => {
    const bent = TWO_STREETS.replace('[END]', '[VERTICES]\n pa 150 50\n[END]');
    const result = placeCoordinates(parsed(bent), { origin: { longitude: 101, latitude: 13 } });
    expect(result.ok ? result.value.links.get('pa') : []).toHaveLength(3);
  });

  it('refuses a projection that it does not know', () => {
    expect(faultOf(TWO_STREETS, { projection: 'EPSG:99999' })).toBe('UnknownProjection');
    expect(faultOf(TWO_STREETS, { projection: 'the usual one' })).toBe('UnknownProjection');
  });

  it('refuses swapped axes, local metres under a UTM zone, and UTM under an origin', () => {
    const swapped = allAtBangkok.replaceAll('665000 1520000', '1520000 665000');
    expect(faultOf(swapped, { projection: 'EPSG:32647' })).toBe('OutOfRange');
    expect(faultOf(atBangkok, { projection: 'EPSG:32647' })).toBe('OutOfRange');
    expect(faultOf(atBangkok, { origin: { longitude: 101, latitude: 13 } })).toBe('OutOfRange');
    expect(faultOf(atBangkok, { projection: 'EPSG:4326' })).toBe('OutOfRange');
    const nowhere = { longitude: Number.NaN, latitude: 13 };
    expect(faultOf(TWO_STREETS, { origin: nowhere })).toBe('OutOfRange');
  });
});
