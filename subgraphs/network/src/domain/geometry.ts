import { fail, ok, type Result } from '@waris/service-kit';
import { positionFault } from './position.ts';

export const maxPositions = 100_000;

export type Position = readonly [longitude: number, latitude: number];
type Ring = readonly Position[];

export type Point = { readonly type: 'Point'; readonly coordinates: Position };
export type LineString = { readonly type: 'LineString'; readonly coordinates: readonly Position[] };
export type MultiPolygon = {
  readonly type: 'MultiPolygon';
  readonly coordinates: readonly (readonly Ring[])[];
};

type Parsed<Value> = Result<Value, string>;
type GeoJson = { readonly type?: unknown; readonly coordinates?: unknown; readonly crs?: unknown };

/** A Polygon or MultiPolygon as RFC 7946 has it; the refusal is the rule that it breaks. */
export function parseBoundary(value: object): Parsed<MultiPolygon> {
  const geometry = checkKind(value, ['Polygon', 'MultiPolygon']);
  if (!geometry.ok) return geometry;
  const { type, coordinates } = geometry.value;
  const polygons = type === 'Polygon' ? [coordinates] : coordinates;
  if (!Array.isArray(polygons) || polygons.length === 0) return fail('The boundary is empty.');
  if (isTooLarge(polygons)) {
    return fail(`The boundary has more than ${maxPositions} positions: simplify it first.`);
  }
  const parsed = parseAll(polygons, 'Polygon', (rings, name) =>
    Array.isArray(rings) && rings.length > 0
      ? parseAll(rings, `${name}, ring`, parseRing)
      : fail(`${name} has no rings.`),
  );
  return parsed.ok ? ok({ type: 'MultiPolygon', coordinates: parsed.value }) : parsed;
}

export function parsePoint(value: object): Parsed<Point> {
  const geometry = checkKind(value, ['Point']);
  if (!geometry.ok) return geometry;
  const position = parsePosition(geometry.value.coordinates, 'The point');
  return position.ok ? ok({ type: 'Point', coordinates: position.value }) : position;
}

export function parseLineString(value: object): Parsed<LineString> {
  const geometry = checkKind(value, ['LineString']);
  if (!geometry.ok) return geometry;
  const { coordinates } = geometry.value;
  if (!Array.isArray(coordinates) || coordinates.length < 2 || coordinates.length > maxPositions) {
    return fail(`A LineString has 2 to ${maxPositions} positions.`);
  }
  const positions = parseAll(coordinates, 'Position', parsePosition);
  return positions.ok ? ok({ type: 'LineString', coordinates: positions.value }) : positions;
}

function checkKind(value: object, kinds: readonly string[]): Parsed<GeoJson> {
  const geometry: GeoJson = value;
  if (typeof geometry.type !== 'string' || !kinds.includes(geometry.type)) {
    const given = typeof geometry.type === 'string' ? `, not a ${geometry.type.slice(0, 30)}` : '';
    return fail(`A ${kinds.join(' or ')} is needed here${given}.`);
  }
  return geometry.crs === undefined
    ? ok(geometry)
    : fail('Give the coordinates in WGS 84 and leave "crs" out, as RFC 7946 says.');
}

/** Counts no deeper than positions lie, so that no nesting can make it long. */
function isTooLarge(polygons: readonly unknown[]): boolean {
  let positions = 0;
  for (const rings of polygons) {
    for (const ring of Array.isArray(rings) ? rings : []) {
      positions += Array.isArray(ring) ? ring.length : 1;
      if (positions > maxPositions) return true;
    }
  }
  return polygons.length > maxPositions;
}

function parseAll<Value>(
  values: readonly unknown[],
  name: string,
  parse: (value: unknown, name: string) => Parsed<Value>,
): Parsed<readonly Value[]> {
  const parsed: Value[] = [];
  for (const [index, value] of values.entries()) {
    const one = parse(value, `${name} ${index + 1}`);
    if (!one.ok) return one;
    parsed.push(one.value);
  }
  return ok(parsed);
}

function parseRing(value: unknown, name: string): Parsed<Ring> {
  if (!Array.isArray(value) || value.length < 4) {
    return fail(`${name} has fewer than four positions.`);
  }
  const positions = parseAll(value, `${name}, position`, parsePosition);
  if (!positions.ok) return positions;
  const ring = positions.value;
  const [first, last] = [ring[0], ring.at(-1)];
  if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) {
    return fail(`${name} is not closed: its last position must be its first.`);
  }
  const jumps = ring.some(([lon], index) => Math.abs(lon - (ring[index - 1]?.[0] ?? lon)) > 180);
  return jumps
    ? fail(`${name} crosses the antimeridian: cut it there into two polygons.`)
    : ok(ring);
}

function parsePosition(value: unknown, name: string): Parsed<Position> {
  const [longitude, latitude, ...rest]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (typeof longitude !== 'number' || typeof latitude !== 'number' || rest.length > 1) {
    return fail(`${name} is not [longitude, latitude].`);
  }
  const fault = positionFault(longitude, latitude);
  return fault === null ? ok([longitude, latitude]) : fail(`${name}: ${fault}`);
}
