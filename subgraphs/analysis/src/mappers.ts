import type { InvalidInput, NotFound } from '@waris/service-kit';
import type { Calculation } from './domain/calculation.ts';
import type { WaterBalance } from './domain/balance.ts';
import type { NightFlowLeakage } from './domain/calculation.ts';
import type { Dma } from './domain/dma.ts';
import type { KeptAreaBalance } from './domain/kept-area-balance.ts';
import type { Period } from './domain/period.ts';
import type {
  BurstLocation,
  LeftOutSensor,
  PlacedAt,
  PlaceProblem,
} from './domain/detection/burst-location.ts';
import type { Evidence, EventRise, LossEvent } from './domain/detection/event.ts';
import type { Prediction, Validation } from './domain/detection/prediction.ts';
import type { ForecastContent } from './domain/forecast/forecast-content.ts';
import type { ForecastInputs } from './domain/forecast/forecast-inputs.ts';
import type { KeptCostSettings } from './persistence/cost-settings-repository.ts';
import type { KeptHolidays, PublicHoliday } from './persistence/public-holiday-repository.ts';
import type { KeptVolume } from './persistence/entered-volume-repository.ts';
import type { PipeRiskOfDma } from './services/detection/pipe-failure.ts';
import type { ModelInRole } from './services/detection/prediction-models.ts';
import type { OverlappingPeriod } from './services/enter-volumes.ts';
import type { WeatherSeries } from './services/weather.ts';

// What resolvers return for each type of the graph.

export type DmaMapper = Dma;

export type BranchMapper = { readonly id: string };

export type RegionMapper = { readonly id: string };

/** The view from the night is computed when asked for, unless it was kept. */
export type NightFlowSource =
  | { readonly kind: 'kept'; readonly leakage: NightFlowLeakage | null }
  | { readonly kind: 'computed'; readonly dmas: readonly Dma[]; readonly period: Period };

export type WaterBalanceMapper = {
  readonly balance: WaterBalance;
  readonly nightFlow: NightFlowSource;
};

export type WaterBalanceCalculationMapper = Calculation;

export type KeptAreaBalanceMapper = KeptAreaBalance;

export type InvalidInputErrorMapper = InvalidInput;

export type NotFoundErrorMapper = NotFound;

export type EnteredVolumeMapper = KeptVolume;

export type CostSettingsMapper = KeptCostSettings;

export type PublicHolidaysMapper = KeptHolidays;

export type PublicHolidayMapper = PublicHoliday;

export type WeatherSeriesMapper = WeatherSeries;

export type DemandForecastInputsMapper = ForecastInputs;

export type OverlappingPeriodErrorMapper = OverlappingPeriod;

export type LossEventMapper = LossEvent;

export type BurstEventMapper = LossEvent;

export type EventEvidenceMapper = Evidence;

export type BurstRiseMapper = EventRise;

export type BurstLocationMapper = PlacedAt<BurstLocation>;

export type LeakAreaMapper = BurstLocation;

export type LeftOutSensorMapper = LeftOutSensor;

export type BurstLocationProblemMapper = PlaceProblem;

export type PredictionMapper = Prediction;

export type PredictionValidationMapper = Validation;

export type PredictionModelMapper = ModelInRole;

export type PipeFailureRiskMapper = PipeRiskOfDma;

/** A kept forecast, of which the first hours are shown. */
export type DemandForecastMapper = {
  readonly prediction: Prediction;
  readonly content: ForecastContent;
  readonly horizonHours: number;
};
