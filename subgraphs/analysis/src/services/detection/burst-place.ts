import { requireFirst } from '@waris/service-kit';
import type { Context } from '../../context.ts';
import {
  placeProblem,
  type BurstLocation,
  type KnownPlaces,
  type LeftOutSensor,
  type LikelyPipe,
  type PlacedAt,
  type PlaceProblem,
} from '../../domain/detection/burst-location.ts';
import type { LossEvent } from '../../domain/detection/event.ts';
import type { Position } from '../../persistence/detection/place-repository.ts';

/** The latest place of a burst; null for other events, and while there is none. */
export async function placeOfBurst(
  context: Context,
  event: LossEvent,
): Promise<PlacedAt<BurstLocation> | null> {
  return (await knownPlaces(context, event))?.located ?? null;
}

/** Why a burst has no place, or no newer one; null for other events, and when all is well. */
export async function problemOfPlace(
  context: Context,
  event: LossEvent,
): Promise<PlaceProblem | null> {
  const known = await knownPlaces(context, event);
  return event.kind === 'burst' ? placeProblem(known) : null;
}

/** The likeliest pipes. Throws BAD_USER_INPUT on a bad `first`. */
export function likeliestPipes(
  { candidates }: BurstLocation,
  first: number,
): readonly LikelyPipe[] {
  requireFirst(first);
  return candidates.slice(0, first);
}

/** The courses of the pipes of a likely area, as far as they were surveyed. */
export async function areaPaths(
  context: Context,
  { candidates, areaPipes }: BurstLocation,
): Promise<readonly (readonly Position[])[]> {
  const ids = candidates.slice(0, areaPipes).map(({ pipeId }) => pipeId);
  const paths = await context.detection.loaders.pipePath.loadMany(ids);
  return paths.flatMap((path) => {
    if (path instanceof Error) throw path;
    return path === null ? [] : [path];
  });
}

/** Meters of neighbours may have told something to those who may not see them. */
export async function visibleMeters(
  context: Context,
  meterIds: readonly string[],
): Promise<readonly string[]> {
  const { isVisibleMeter } = context.detection.loaders;
  const visible = await Promise.all(meterIds.map((id) => isVisibleMeter.load(id)));
  return meterIds.filter((_, index) => visible[index]);
}

export async function visibleLeftOut(
  context: Context,
  leftOut: readonly LeftOutSensor[],
): Promise<LeftOutSensor[]> {
  const visible = new Set(
    await visibleMeters(
      context,
      leftOut.map(({ meterId }) => meterId),
    ),
  );
  return leftOut.filter(({ meterId }) => visible.has(meterId));
}

async function knownPlaces(context: Context, event: LossEvent): Promise<KnownPlaces | null> {
  context.viewer.require('analysis:read');
  return event.kind === 'burst' ? context.detection.loaders.places.load(event.id) : null;
}
