import type { RequestContext } from '@waris/service-kit';
import type { AnalysisConfig } from './config.ts';
import type { DetectionContext } from './detection-context.ts';
import type { AnalysisLoaders } from './loaders.ts';
import type { CalculationRepository } from './persistence/calculation-repository.ts';
import type { CostSettingsRepository } from './persistence/cost-settings-repository.ts';
import type { DmaRepository } from './persistence/dma-repository.ts';
import type { EnteredVolumeRepository } from './persistence/entered-volume-repository.ts';
import type { PublicHolidayRepository } from './persistence/public-holiday-repository.ts';
import type { WeatherRepository } from './persistence/weather-repository.ts';

export type Context = RequestContext & {
  readonly settings: Pick<AnalysisConfig, 'bandMatrix' | 'customerMeterUnderRegistrationRatio'>;
  readonly dmas: DmaRepository;
  readonly calculations: CalculationRepository;
  readonly enteredVolumes: EnteredVolumeRepository;
  readonly costSettings: CostSettingsRepository;
  readonly publicHolidays: PublicHolidayRepository;
  readonly weather: WeatherRepository;
  readonly detection: DetectionContext;
  readonly loaders: AnalysisLoaders;
};
