import { badUserInput } from '@waris/service-kit';
import { firstQuantityOf, type ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';
import type { RawReadings, StoredReading } from '../persistence/meter-readings.ts';
import { mostReadings } from '../loaders.ts';
import type { SeriesContext } from './read-series.ts';

/** Raw readings of a meter; null when it is not visible. */
export async function readMeterReadings(
  context: SeriesContext,
  meterId: string,
  request: { readonly period: Period; readonly quantity?: ReadingQuantity | null | undefined },
): Promise<RawReadings | null> {
  context.viewer.require('telemetry:read');
  const { period } = request;
  if (!(period.from < period.to)) throw badUserInput('`period.from` must be before `period.to`.');
  const meter = await context.loaders.meter.load(meterId);
  if (meter === null) return null;
  const quantity = request.quantity ?? firstQuantityOf(meter.kind);
  const readings = await context.loaders.readings.load({ meterId: meter.id, quantity, period });
  if (readings !== null && readings.at.length > mostReadings) {
    throw badUserInput(
      `The period holds more than ${mostReadings} readings: shorten it, or ask its DMA for a series.`,
    );
  }
  return readings ?? { quantity, at: none, values: none, quality: none };
}

const none = new Float64Array();

/** The newest reading of a meter; null when there is none or the meter is not visible. */
export async function readLatestReading(
  context: SeriesContext,
  meterId: string,
  asked: ReadingQuantity | null | undefined,
): Promise<StoredReading | null> {
  context.viewer.require('telemetry:read');
  const meter = await context.loaders.meter.load(meterId);
  if (meter === null) return null;
  const quantity = asked ?? firstQuantityOf(meter.kind);
  return context.loaders.latestReading.load({ meterId: meter.id, quantity });
}
