/** WGS 84, degrees; longitude first, as in GeoJSON. */
export type Position = readonly [longitude: number, latitude: number];

export type LinearRing = readonly Position[];

/** RFC 7946: exterior rings counter-clockwise, holes clockwise, each closed. */
export interface MultiPolygon {
  readonly type: 'MultiPolygon';
  readonly coordinates: readonly (readonly LinearRing[])[];
}
