import { badUserInput, PublicError } from '@waris/service-kit';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { DataQualityRepository, ReportArea } from '../persistence/data-quality.ts';
import type { LatestReadings, LatestRepository } from '../persistence/latest.ts';
import type { SeriesContext } from './read-series.ts';

export type LatestContext = SeriesContext & {
  readonly latest: LatestRepository;
  readonly dataQuality: DataQualityRepository;
};

const mostMeters = 20_000;

/** The newest reading of every meter of an area, in one statement. */
export async function readLatestReadings(
  { viewer, latest, dataQuality }: LatestContext,
  quantity: ReadingQuantity,
  area: ReportArea,
): Promise<LatestReadings> {
  viewer.require('telemetry:read');
  const storable = Object.values(area).every((part) => part?.includes('\0') !== true);
  if (!storable || !(await dataQuality.isVisible(area, viewer.scope))) {
    throw new PublicError('NOT_FOUND', 'There is no DMA in such an area.');
  }
  // One more, to know that there are more.
  const found = await latest.readings(quantity, area, viewer.scope, mostMeters + 1);
  if (found.meterIds.length > mostMeters) {
    throw badUserInput(
      `The area has more than ${mostMeters} meters with readings: ask for a part of it.`,
    );
  }
  return found;
}
