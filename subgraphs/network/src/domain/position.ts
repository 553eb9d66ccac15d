/** What is wrong with a longitude and latitude of WGS 84; null when nothing is. */
export function positionFault(longitude: number, latitude: number): string | null {
  if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) {
    return 'Longitude and latitude must be finite numbers.';
  }
  if (Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90) return null;
  const place = `(${longitude}, ${latitude})`;
  return Math.abs(latitude) <= 180 && Math.abs(longitude) <= 90
    ? `${place} has a latitude beyond ±90: longitude and latitude seem swapped.`
    : `${place} is not on the globe: longitude lies within ±180, latitude within ±90 degrees.`;
}
