import DataLoader from 'dataloader';
import { badUserInput, type AreaScope, type Page, type PageRequest } from '@waris/service-kit';
import type { KnownMeter } from './domain/check-readings.ts';
import type { ReadingQuantity } from './domain/quantity.ts';
import { bucketCount, gridKey, type SeriesGrid } from './domain/series-grid.ts';
import type { Period } from './domain/series-resolution.ts';
import type { SentQuality } from './persistence/data-quality.ts';
import { qualityOf, qualityOfDmas } from './services/read-data-quality.ts';
import type { DmaQuality } from './domain/data-quality.ts';
import type { KnownDma } from './persistence/areas.ts';
import type { KeptRevision, RevisionKey } from './persistence/kept-revisions.ts';
import type { LatestFlow, LatestPressure } from './persistence/latest.ts';
import type { RawOptions, RawReadings, StoredReading } from './persistence/meter-readings.ts';
import type { HeldUpDay } from './persistence/held-up-days.ts';
import type { ToldRegister } from './persistence/registers.ts';
import type { MeterSeriesOptions } from './persistence/meter-series.ts';
import type { MeterColumns } from './domain/meter-buckets.ts';
import type { SeriesQuantity } from './persistence/series-sql.ts';
import type { SeriesOptions } from './persistence/series.ts';
import type { SeriesColumns } from './domain/series-values.ts';
import type { Repositories } from './repositories.ts';

type OfGrid = {
  readonly dmaId: string;
  readonly quantity: SeriesQuantity;
  readonly grid: SeriesGrid;
  readonly options: SeriesOptions;
};
type OfPeriod = { readonly id: string; readonly period: Period };
type OfRevisions = {
  readonly meterId: string;
  readonly period: Period;
  readonly page: PageRequest<RevisionKey>;
};
type OfQuantity = { readonly meterId: string; readonly quantity: ReadingQuantity };
type OfQuantityAndPeriod = OfQuantity & { readonly period: Period };
type OfReadings = OfQuantity & { readonly period: Period; readonly options: RawOptions };
type OfMeterGrid = OfQuantity & {
  readonly grid: SeriesGrid;
  readonly options: MeterSeriesOptions;
};

/** One statement for all that a request asks of a kind. Made anew for each request. */
export type Loaders = {
  readonly dma: DataLoader<string, KnownDma | null>;
  readonly meter: DataLoader<string, KnownMeter | null>;
  readonly series: DataLoader<OfGrid, SeriesColumns | null, string>;
  readonly latestFlow: DataLoader<string, LatestFlow | null>;
  readonly latestPressure: DataLoader<string, LatestPressure | null>;
  readonly readings: DataLoader<OfReadings, RawReadings | null, string>;
  readonly meterSeries: DataLoader<OfMeterGrid, MeterColumns | null, string>;
  readonly timeZone: DataLoader<string, string | null>;
  readonly revisions: DataLoader<OfRevisions, Page<KeptRevision> | null, string>;
  readonly latestReading: DataLoader<OfQuantity, StoredReading | null, string>;
  readonly dataQuality: DataLoader<OfPeriod, DmaQuality | null, string>;
  readonly meterQuality: DataLoader<OfQuantityAndPeriod, SentQuality | null, string>;
  readonly heldUpDays: DataLoader<OfPeriod, readonly HeldUpDay[] | null, string>;
  readonly register: DataLoader<string, ToldRegister | null>;
};

export function createLoaders(repositories: Repositories, scope: AreaScope): Loaders {
  const { areas } = repositories;
  const byId = <Value extends { readonly id: string }>(
    find: (ids: readonly string[], scope: AreaScope) => Promise<readonly Value[]>,
  ) =>
    new DataLoader<string, Value | null>(async (ids) => {
      const found = new Map((await find(ids, scope)).map((value) => [value.id, value]));
      return ids.map((id) => found.get(id.toLowerCase()) ?? null);
    });
  return {
    dma: byId(areas.findDmas),
    meter: byId(areas.findMeters),
    ...dmaLoaders(repositories),
    ...meterLoaders(repositories),
  };
}

function dmaLoaders({ series, latest, dataQuality }: Repositories) {
  return {
    series: grouped(
      ({ quantity, grid, options }: OfGrid) =>
        `${quantity}/${gridKey(grid)}/${options.includeSuspect}/${options.extremes}`,
      ({ dmaId }) => dmaId,
      (ids, { quantity, grid, options }) => {
        requireRoom(ids.length, bucketCount(grid));
        return series.read(quantity, ids, grid, options);
      },
    ),
    latestFlow: ofId(latest.flows),
    latestPressure: ofId(latest.pressures),
    dataQuality: grouped(
      ({ period }: OfPeriod) => periodKey(period),
      ({ id }) => id,
      (ids, { period }) => qualityOfDmas(dataQuality, ids, period),
    ),
    heldUpDays: grouped(
      ({ period }: OfPeriod) => periodKey(period),
      ({ id }) => id,
      (ids, { period }) => dataQuality.heldUpDays(ids, period),
    ),
  };
}

function meterLoaders({
  meterReadings,
  meterSeries,
  dataQuality,
  keptRevisions,
  registers,
}: Repositories) {
  return {
    readings: grouped(
      ({ period, quantity, options }: OfReadings) =>
        `${quantity}/${periodKey(period)}/${options.includeSuspect}/${options.limit}`,
      ({ meterId }) => meterId,
      (ids, { quantity, period, options }) => {
        requireRoom(ids.length, options.limit - 1);
        return meterReadings.readings(ids, quantity, period, options);
      },
    ),
    meterSeries: grouped(
      ({ quantity, grid, options }: OfMeterGrid) =>
        `${quantity}/${gridKey(grid)}/${options.includeSuspect}/${options.extremes}`,
      ({ meterId }) => meterId,
      (ids, { quantity, grid, options }) => {
        requireRoom(ids.length, Math.max(bucketCount(grid), hoursIn(grid)));
        return meterSeries.read(quantity, ids, grid, options);
      },
    ),
    revisions: grouped(
      ({ period, page: { first, after } }: OfRevisions) =>
        `${periodKey(period)}/${first}/${after?.recordedAt.getTime()}/${after?.id}`,
      ({ meterId }) => meterId,
      (ids, { period, page }) => keptRevisions.pages(ids, period, page),
    ),
    timeZone: ofId(meterSeries.timeZones),
    register: ofId(registers.find),
    latestReading: grouped(
      ({ quantity }: OfQuantity) => quantity,
      ({ meterId }) => meterId,
      (ids, { quantity }) => meterReadings.latest(ids, quantity),
    ),
    meterQuality: grouped(
      ({ quantity, period }: OfQuantityAndPeriod) => `${quantity}/${periodKey(period)}`,
      ({ meterId }) => meterId,
      async (ids, { quantity, period }) =>
        new Map(
          (await qualityOf(dataQuality, ids, [quantity], period)).map((one) => [one.meterId, one]),
        ),
    ),
  };
}

function ofId<Value>(read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>) {
  return new DataLoader<string, Value | null>(async (ids) => {
    const found = await read(ids);
    return ids.map((id) => found.get(id) ?? null);
  });
}

// Of all series that are read together: some hundred megabytes at the most.
const mostTogether = 4_000_000;

function requireRoom(series: number, each: number): void {
  if (series * each <= mostTogether) return;
  throw badUserInput(
    `${series} series of up to ${each} values are too many to read at once: ask for fewer of them, a shorter period or a longer resolution.`,
  );
}

/** What days and months of meters are put together from. */
function hoursIn({ edges }: SeriesGrid): number {
  return ((edges.at(-1) ?? 0) - (edges[0] ?? 0)) / 3_600_000;
}

function periodKey({ from, to }: Period): string {
  return `${from.getTime()}/${to.getTime()}`;
}

/** Keys that differ in their id alone are read by one statement. */
function grouped<Key, Value>(
  groupKey: (key: Key) => string,
  idOf: (key: Key) => string,
  read: (ids: readonly string[], like: Key) => Promise<ReadonlyMap<string, Value>>,
): DataLoader<Key, Value | null, string> {
  return new DataLoader<Key, Value | null, string>(
    async (keys) => {
      const groups = Map.groupBy(keys, groupKey);
      const answers = new Map(
        await Promise.all(
          Array.from(groups, async ([group, [first, ...others]]) => {
            const members = [first, ...others].filter((key) => key !== undefined);
            const rows = first === undefined ? new Map() : await read(members.map(idOf), first);
            return [group, rows as ReadonlyMap<string, Value>] as const;
          }),
        ),
      );
      return keys.map((key) => answers.get(groupKey(key))?.get(idOf(key)) ?? null);
    },
    { cacheKeyFn: (key) => `${groupKey(key)}/${idOf(key)}` },
  );
}
