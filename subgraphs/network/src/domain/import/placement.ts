import type { Placement } from '@waris/epanet-network';
import { fail, ok, type Result } from '@waris/service-kit';
import { parsePoint } from '../geometry.ts';
import { invalidInput, type InvalidInput } from '../refusals.ts';

/** How a network lies on the globe: one of the two. The origin may be a GeoJSON Point. */
export type PlacementChoice = {
  readonly projection?: string | null | undefined;
  readonly origin?: { readonly longitude: number; readonly latitude: number } | object | null;
};

export function parsePlacement(choice: PlacementChoice): Result<Placement, InvalidInput> {
  const { projection, origin } = choice;
  if ((projection == null) === (origin == null)) {
    return fail(invalidInput('Give either a projection or an origin.', 'placement'));
  }
  if (projection != null) return ok({ projection });
  const point = parsePoint(toPoint(origin ?? {}));
  if (!point.ok) return fail(invalidInput(point.errors.join(' '), 'placement', 'origin'));
  const [longitude, latitude] = point.value.coordinates;
  return ok({ origin: { longitude, latitude } });
}

function toPoint(origin: object): object {
  return 'longitude' in origin && 'latitude' in origin
    ? { type: 'Point', coordinates: [origin.longitude, origin.latitude] }
    : origin;
}
