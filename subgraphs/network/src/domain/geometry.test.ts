import fc from 'fast-check';
import { maxPositions, parseBoundary, parseLineString, parsePoint } from './geometry.ts';

const square = [
  [100, 13],
  [100.01, 13],
  [100.01, 13.01],
  [100, 13.01],
  [100, 13],
];
const polygon = (ring: unknown) => ({ type: 'Polygon', coordinates: [ring] });

function fault(value: object): string {
  const parsed = parseBoundary(value);
  return parsed.ok ? 'none' : parsed.errors.join();
}

describe('a boundary', () => {
  it('may be a Polygon or a MultiPolygon, heights are dropped', () => {
    const high = square.map((position) => [...position, 12]);
    for (const value of [
      polygon(square),
      polygon(high),
      { type: 'MultiPolygon', coordinates: [[square]] },
    ]) {
      expect(parseBoundary(value)).toEqual({
        ok: true,
        value: { type: 'MultiPolygon', coordinates: [[square]] },
      });
    }
  });

  it.each<[string, object, RegExp]>([
    [
      'of another type',
      { type: 'Point', coordinates: [100, 13] },
      /Polygon or MultiPolygon.*Point/,
    ],
    ['that is a collection', { type: 'GeometryCollection', geometries: [] }, /is needed/],
    ['without rings', { type: 'Polygon', coordinates: [] }, /no rings/],
    ['without coordinates', { type: 'MultiPolygon' }, /empty/],
    ['with an open ring', polygon(square.slice(0, 4)), /ring 1 is not closed/],
    ['with three positions', polygon(square.slice(0, 3)), /fewer than four/],
    ['with swapped axes', polygon(square.map(([x, y]) => [y, x])), /seem swapped/],
    ['off the globe', polygon(square.map(([x, y]) => [(x ?? 0) + 200, y])), /not on the globe/],
    ['with NaN', polygon([[Number.NaN, 1], ...square]), /finite/],
    ['with 1e309', polygon([[Number.POSITIVE_INFINITY, 1], ...square]), /finite/],
    ['with texts', polygon([['100', '13'], ...square]), /not \[longitude, latitude\]/],
    ['in another system', { ...polygon(square), crs: { type: 'name' } }, /leave "crs" out/],
    [
      'over the antimeridian',
      polygon([
        [179, 0],
        [-179, 0],
        [-179, 1],
        [179, 1],
        [179, 0],
      ]),
      /antimeridian/,
    ],
  ])('%s is refused with the rule it breaks', (_name, value, expected) => {
    expect(fault(value)).toMatch(expected);
  });

  it('of a million positions is refused before they are looked at', () => {
    const ring = Array.from({ length: 1_000_000 }, () => null);
    expect(fault(polygon(ring))).toMatch(new RegExp(`more than ${maxPositions}`));
  });

  it('nested ten thousand deep is refused', () => {
    let coordinates: unknown[] = [];
    for (let depth = 0; depth < 10_000; depth += 1) coordinates = [coordinates];
    expect(fault({ type: 'Polygon', coordinates })).not.toBe('none');
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Polygon', 'MultiPolygon'),
        fc.jsonValue(),
        (type, coordinates) => {
          expect(typeof parseBoundary({ type, coordinates }).ok).toBe('boolean');
        },
      ),
    );
  });
});

describe('points and lines', () => {
  it('are taken when they are on the globe', () => {
    expect(parsePoint({ type: 'Point', coordinates: [100, 13] }).ok).toBe(true);
    expect(parsePoint({ type: 'Point', coordinates: [13, 100] }).ok).toBe(false);
    expect(parseLineString({ type: 'LineString', coordinates: square }).ok).toBe(true);
    expect(parseLineString({ type: 'LineString', coordinates: [[100, 13]] }).ok).toBe(false);
  });
});
