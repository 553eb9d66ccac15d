import { badUserInput } from '@waris/service-kit';
import type { DmaQuality, MeterQuality } from '../domain/data-quality.ts';
import { firstQuantityOf, type ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';
import type {
  DataQualityRepository,
  ListedMeter,
  SentQuality,
} from '../persistence/data-quality.ts';
import type { HeldUpDay } from '../persistence/held-up-days.ts';
import type { SeriesContext } from './read-series.ts';

export type QualityOfPeriod = {
  readonly quality: DmaQuality;
  readonly periodSeconds: number;
  readonly heldUpDays: readonly HeldUpDay[];
};
export type MeterQualityOfPeriod = MeterQuality & { readonly periodSeconds: number };

const longestDays = 3_660;
const longestOfReadingsDays = 31;
// Days of meters in one statement, so that it ends in seconds.
const mostDaysOfReadings = 100_000;
const mostDaysOfRollups = 2_000_000;
const dayMs = 86_400_000;

/** What a DMA's meters sent; nothing is expected of the future. */
export async function readDataQuality(
  context: SeriesContext,
  dmaId: string,
  period: Period,
): Promise<QualityOfPeriod | null> {
  context.viewer.require('telemetry:read');
  const past = pastOf(period, context.now());
  const dma = await context.loaders.dma.load(dmaId);
  if (dma === null) return null;
  if (past === null) return { quality: { meters: [] }, periodSeconds: 0, heldUpDays: [] };
  const [quality, heldUpDays] = await Promise.all([
    context.loaders.dataQuality.load({ id: dma.id, period: past }),
    context.loaders.heldUpDays.load({ id: dma.id, period: past }),
  ]);
  return {
    quality: quality ?? { meters: [] },
    periodSeconds: secondsOf(past),
    heldUpDays: heldUpDays ?? [],
  };
}

/** What one meter sent of one quantity. */
export async function readMeterDataQuality(
  context: SeriesContext,
  meterId: string,
  period: Period,
  asked: ReadingQuantity | null | undefined,
): Promise<MeterQualityOfPeriod | null> {
  context.viewer.require('telemetry:read');
  const past = pastOf(period, context.now());
  const meter = await context.loaders.meter.load(meterId);
  if (meter === null) return null;
  const quantity = asked ?? firstQuantityOf(meter.kind);
  const { id, serialNumber } = meter;
  if (past === null) {
    return {
      ...silent({ id, serialNumber }, quantity, period),
      gapCount: 0,
      gaps: [],
      periodSeconds: 0,
    };
  }
  const found = await context.loaders.meterQuality.load({ meterId: id, quantity, period: past });
  const quality = found ?? silent({ id, serialNumber }, quantity, past);
  return { ...quality, serialNumber, periodSeconds: secondsOf(past) };
}

/** The part of a period that is over; null when none is. Throws what the caller is told. */
export function pastOf({ from, to }: Period, now: Date): Period | null {
  if (!(from < to)) throw badUserInput('`period.from` must be before `period.to`.');
  if (to.getTime() - from.getTime() > longestDays * dayMs) {
    throw badUserInput(`A period for data quality is at most ${longestDays} days.`);
  }
  return from < now ? { from, to: now < to ? now : to } : null;
}

export function secondsOf({ from, to }: Period): number {
  return (to.getTime() - from.getTime()) / 1000;
}

/** Of whole DMAs, by serial number. DMAs without meters are absent. */
export async function qualityOfDmas(
  repository: DataQualityRepository,
  dmaIds: readonly string[],
  period: Period,
): Promise<ReadonlyMap<string, DmaQuality>> {
  const listed = await repository.metersOfDmas(dmaIds);
  const meters = new Map(
    Array.from(listed.values())
      .flat()
      .map((one) => [one.id, one]),
  );
  const quality = await qualityOfMeters(repository, Array.from(meters.values()), period);
  return new Map(
    Array.from(listed, ([dmaId, of]) => [
      dmaId,
      { meters: of.flatMap(({ id }) => quality.get(id) ?? []) },
    ]),
  );
}

/** Of each meter one for each quantity that it sent, or one that nothing came. */
export async function qualityOfMeters(
  repository: DataQualityRepository,
  meters: readonly ListedMeter[],
  period: Period,
): Promise<ReadonlyMap<string, readonly MeterQuality[]>> {
  const ids = meters.map(({ id }) => id);
  const sent = await qualityOf(repository, ids, ['FLOW', 'PRESSURE'], period);
  const byMeter = Map.groupBy(sent, ({ meterId }) => meterId);
  return new Map(
    meters.map((meter) => {
      const { id, serialNumber } = meter;
      const own = byMeter.get(id)?.toSorted((a, b) => a.quantity.localeCompare(b.quantity));
      return [
        id,
        own?.map((quality) => ({ ...quality, serialNumber })) ?? [
          silent(meter, firstQuantityOf(meter.kind), period),
        ],
      ];
    }),
  );
}

/**
 * Readings of a month are looked at one by one; of more, and of a time of which some are in the
 * archive, their roll-ups.
 */
export async function qualityOf(
  repository: DataQualityRepository,
  meterIds: readonly string[],
  quantities: readonly ReadingQuantity[],
  period: Period,
): Promise<readonly SentQuality[]> {
  const days = secondsOf(period) / 86_400;
  const isOfReadings =
    days <= longestOfReadingsDays && !(await repository.areArchived(meterIds, period));
  const most = isOfReadings ? mostDaysOfReadings : mostDaysOfRollups;
  if (meterIds.length * days > most) {
    throw badUserInput(
      `${meterIds.length} meters for ${Math.ceil(days)} days are too many to look at at once: ask for fewer areas or a shorter period.`,
    );
  }
  return isOfReadings
    ? repository.ofReadings(meterIds, quantities, period)
    : repository.ofRollups(meterIds, quantities, period);
}

function silent(
  { id, serialNumber }: Pick<ListedMeter, 'id' | 'serialNumber'>,
  quantity: ReadingQuantity,
  { from, to }: Period,
): MeterQuality {
  return {
    meterId: id,
    serialNumber,
    quantity,
    intervalSeconds: null,
    receivedCount: 0,
    suspectCount: 0,
    lowQualityCount: 0,
    suspectsByRule: [],
    gapCount: 1,
    gaps: [{ fromAt: from, toAt: to }],
  };
}
