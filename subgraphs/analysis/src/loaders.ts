import type { AreaScope } from '@waris/service-kit';
import DataLoader from 'dataloader';
import type { CustomerReadings } from './domain/billed-consumption.ts';
import type { DmaReadings } from './domain/dma-balance.ts';
import { inCodeOrder, type Dma } from './domain/dma.ts';
import type { HourlyPressures } from './domain/night-day-factor.ts';
import type { Period } from './domain/period.ts';
import { perPeriod, type DmaInPeriod } from './period-loader.ts';
import {
  readNights,
  summariseNights,
  type NightReadings,
  type NightSummary,
} from './night-readers.ts';
import type {
  Calculation,
  CalculationPage,
  CalculationRepository,
  CalculationPageRequest,
} from './persistence/calculation-repository.ts';
import type { DmaRepository } from './persistence/dma-repository.ts';
import type {
  CostSettingsRepository,
  KeptCostSettings,
} from './persistence/cost-settings-repository.ts';
import type {
  EnteredVolumeRepository,
  KeptVolume,
} from './persistence/entered-volume-repository.ts';
import type {
  KeptHolidays,
  PublicHolidayRepository,
} from './persistence/public-holiday-repository.ts';
import type { ReadingsRepository } from './persistence/readings-repository.ts';

type HolidayYear = { readonly regionId: string; readonly year: number };

/** Of one request: a list of DMAs costs as many statements as one DMA. */
export type AnalysisLoaders = {
  readonly dma: DataLoader<string, Dma | null>;
  /** In code order; empty when nothing is there or the caller does not see all of it. */
  readonly dmasOfBranch: DataLoader<string, readonly Dma[]>;
  readonly dmasOfRegion: DataLoader<string, readonly Dma[]>;
  readonly balanceReadings: DataLoader<DmaInPeriod, DmaReadings, string>;
  readonly nightReadings: DataLoader<DmaInPeriod, NightReadings, string>;
  /** Flows of known nights by date, from hours: enough for a sum, and far less than quarters. */
  readonly nightMeans: DataLoader<DmaInPeriod, Float64Array, string>;
  readonly nightSummaries: DataLoader<DmaInPeriod, NightSummary, string>;
  readonly customerReadings: DataLoader<DmaInPeriod, CustomerReadings | undefined, string>;
  readonly enteredVolumes: DataLoader<DmaInPeriod, readonly KeptVolume[], string>;
  /** By the id of the region, branch or DMA that they were set for. */
  readonly costSettings: DataLoader<string, KeptCostSettings | null>;
  readonly publicHolidays: DataLoader<HolidayYear, KeptHolidays | null, string>;
  /** See `CalculationRepository`. */
  readonly dataRevision: DataLoader<DmaInPeriod, number, string>;
  readonly overlappingPeriods: DataLoader<DmaInPeriod, readonly Period[], string>;
  /** Of this very period. */
  readonly currentCalculation: DataLoader<DmaInPeriod, Calculation | null, string>;
  readonly calculation: DataLoader<string, Calculation | null>;
  readonly calculationPage: DataLoader<CalculationPageRequest, CalculationPage, string>;
};

export function makeLoaders(
  dmas: DmaRepository,
  readings: ReadingsRepository,
  calculations: CalculationRepository,
  entered: EnteredVolumeRepository,
  costs: CostSettingsRepository,
  holidays: PublicHolidayRepository,
  scope: AreaScope,
): AnalysisLoaders {
  return {
    dma: new DataLoader(async (ids) => {
      const found = new Map((await dmas.findByIds(ids, scope)).map((dma) => [dma.id, dma]));
      return ids.map((id) => found.get(id) ?? null);
    }),
    dmasOfBranch: new DataLoader(async (ids) => {
      const found = await dmas.findOfBranches(ids, scope);
      return ids.map((id) => inCodeOrder(found.filter((dma) => dma.branchId === id)));
    }),
    dmasOfRegion: new DataLoader(async (ids) => {
      const found = await dmas.findOfRegions(ids, scope);
      return ids.map((id) => inCodeOrder(found.filter((dma) => dma.regionId === id)));
    }),
    ...readingLoaders(readings, entered, scope),
    costSettings: new DataLoader(async (ids) => {
      const found = await costs.findOfAreas(ids);
      const byArea = new Map(found.map((settings) => [settings.areaId, settings]));
      return ids.map((id) => byArea.get(id) ?? null);
    }),
    publicHolidays: holidayLoader(holidays),
    ...calculationLoaders(calculations, scope),
  };
}

function holidayLoader(holidays: PublicHolidayRepository): AnalysisLoaders['publicHolidays'] {
  const keyOf = ({ regionId, year }: HolidayYear) => `${regionId} ${year}`;
  return new DataLoader(
    async (asked) => {
      const regionIds = Array.from(new Set(asked.map(({ regionId }) => regionId)));
      const years = Array.from(new Set(asked.map(({ year }) => year)));
      const found = await holidays.find(regionIds, years);
      const byKey = new Map(found.map((each) => [keyOf(each), each]));
      return asked.map((each) => byKey.get(keyOf(each)) ?? null);
    },
    { cacheKeyFn: keyOf },
  );
}

function calculationLoaders(calculations: CalculationRepository, scope: AreaScope) {
  return {
    dataRevision: perPeriod(async (period, ofPeriod) => {
      const ids = ofPeriod.map((dma) => dma.id);
      const found = await calculations.dataRevisions(ids, period);
      return (dma) => found.get(dma.id) ?? 0;
    }),
    // Not remembered: a request may calculate one period after another.
    overlappingPeriods: perPeriod(
      async (period, ofPeriod) => {
        const ids = ofPeriod.map((dma) => dma.id);
        const found = await calculations.findOverlapping(ids, period, scope);
        return (dma) => found.get(dma.id) ?? [];
      },
      { cache: false },
    ),
    currentCalculation: perPeriod(
      async (period, ofPeriod) => {
        const ids = ofPeriod.map((dma) => dma.id);
        const found = await calculations.findCurrent(ids, period, scope);
        const ofDma = new Map(found.map((calculation) => [calculation.dmaId, calculation]));
        return (dma) => ofDma.get(dma.id) ?? null;
      },
      { cache: false },
    ),
    calculation: new DataLoader(async (ids: readonly string[]) => {
      const found = await calculations.findByIds(ids, scope);
      const byId = new Map(found.map((calculation) => [calculation.id, calculation]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    calculationPage: new DataLoader(
      (pages: readonly CalculationPageRequest[]) => calculations.findPages(pages, scope),
      { cacheKeyFn: ({ dmaId, first, after }) => `${dmaId} ${first} ${after?.id}` },
    ),
  } satisfies Partial<AnalysisLoaders>;
}

function readingLoaders(
  readings: ReadingsRepository,
  entered: EnteredVolumeRepository,
  scope: AreaScope,
) {
  return {
    balanceReadings: perPeriod((period, ofPeriod) =>
      readForBalance(readings, entered, ofPeriod, period, scope),
    ),
    nightReadings: perPeriod((period, ofPeriod) => readNights(readings, ofPeriod, period, scope)),
    nightMeans: perPeriod(async (period, ofPeriod) => {
      const ids = ofPeriod.map((dma) => dma.id);
      const found = await readings.nightMeans({ ids, scope }, period);
      return (dma) => Float64Array.from(found.get(dma.id)?.flows ?? []);
    }),
    nightSummaries: perPeriod((period, ofPeriod) =>
      summariseNights(readings, ofPeriod, period, scope),
    ),
    customerReadings: perPeriod(async (period, ofPeriod) => {
      const ids = ofPeriod.map((dma) => dma.id);
      const found = await readings.customerReadings({ ids, scope }, period);
      return (dma) => found.get(dma.id);
    }),
    enteredVolumes: perPeriod(async (period, ofPeriod) => {
      const ids = ofPeriod.map((dma) => dma.id);
      const found = Map.groupBy(
        await entered.findTouching(ids, period, scope),
        (volume) => volume.dmaId,
      );
      return (dma) => found.get(dma.id) ?? [];
    }),
  } satisfies Partial<AnalysisLoaders>;
}

async function readForBalance(
  readings: ReadingsRepository,
  enteredVolumes: EnteredVolumeRepository,
  dmas: readonly Dma[],
  period: Period,
  scope: AreaScope,
): Promise<(dma: Dma) => DmaReadings> {
  const all = { ids: dmas.map((dma) => dma.id), scope };
  const unsurveyed = dmas.filter((dma) => dma.averagePressureM === null).map((dma) => dma.id);
  const [entered, inflow, customers, pressures] = await Promise.all([
    enteredVolumes.findTouching(all.ids, period, scope),
    readings.inflowByHour(all, period),
    readings.customerReadings(all, period),
    unsurveyed.length === 0
      ? new Map<string, HourlyPressures>()
      : readings.hourlyPressures({ ids: unsurveyed, scope }, period),
  ]);
  const enteredOf = Map.groupBy(entered, (volume) => volume.dmaId);
  return (dma) => ({
    entered: enteredOf.get(dma.id) ?? [],
    inflow: inflow.get(dma.id) ?? [],
    customers: customers.get(dma.id),
    meanPressureM: meanOf(pressures.get(dma.id)),
  });
}

function meanOf(pressures: HourlyPressures | undefined): number | null {
  const known = pressures?.filter((pressure) => !Number.isNaN(pressure)) ?? new Float64Array();
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
}
