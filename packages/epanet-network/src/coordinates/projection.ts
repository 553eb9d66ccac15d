import proj4 from 'proj4';
import type { PlanePoint } from '../network.ts';
import type { Position } from './position.ts';

/** How the file's plane lies on the globe. */
export type Placement =
  /** An EPSG code such as `EPSG:32647`, or a PROJ string. */
  | { readonly projection: string }
  /** The plane is in metres and its point (0, 0) lies here. */
  | { readonly origin: { readonly longitude: number; readonly latitude: number } };

export type Project = (point: PlanePoint) => Position;

/** Null when the projection is not known. */
export function projectionOf(placement: Placement): Project | null {
  const definition =
    'projection' in placement ? definitionOf(placement.projection) : localDefinition(placement);
  try {
    const converter = proj4(definition, 'EPSG:4326');
    return ({ x, y }) => {
      const [longitude = Number.NaN, latitude = Number.NaN] = converter.forward([x, y]);
      return [longitude, latitude];
    };
  } catch {
    // Proj4 throws for whatever it cannot read, and for nothing else here.
    return null;
  }
}

/** True for a transverse Mercator zone, whose eastings are bounded. */
export function isUtm(projection: string): boolean {
  return /\+proj=utm/.test(definitionOf(projection));
}

function localDefinition(placement: Exclude<Placement, { projection: string }>): string {
  const { latitude, longitude } = placement.origin;
  return `+proj=aeqd +lat_0=${latitude} +lon_0=${longitude} +datum=WGS84 +units=m`;
}

// Thailand's old maps: Indian 1975, EPSG 24047 and 24048, with EPSG's own shift to WGS 84.
const INDIAN_1975 = '+a=6377276.345 +b=6356075.41314024 +towgs84=210,814,289 +units=m';

function definitionOf(projection: string): string {
  const code = /^EPSG:(\d+)$/i.exec(projection.trim())?.[1];
  if (code === undefined) {
    return projection.trim();
  }
  const utm = /^32([67])(0[1-9]|[1-5]\d|60)$/.exec(code);
  if (utm !== null) {
    const south = utm[1] === '7' ? ' +south' : '';
    return `+proj=utm +zone=${Number(utm[2])}${south} +datum=WGS84 +units=m`;
  }
  return code === '24047' || code === '24048'
    ? `+proj=utm +zone=${code.slice(3)} ${INDIAN_1975}`
    : `EPSG:${code}`;
}
