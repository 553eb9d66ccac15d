import type { InvalidInput, NotFound } from '@waris/service-kit';
import type { ReadingQuantity } from './domain/quantity.ts';
import type { LatestReadings } from './persistence/latest.ts';
import type { StoredReading } from './persistence/meter-readings.ts';
import type { KeptRevision } from './persistence/kept-revisions.ts';
import type { HeldUpDay } from './persistence/held-up-days.ts';
import type { ToldExchange, ToldRegister } from './persistence/registers.ts';
import type { RejectedMessage } from './persistence/rejected-messages.ts';
import type { QualityRulesOfKind } from './services/quality-rules.ts';
import type { MeterQualityOfPeriod, QualityOfPeriod } from './services/read-data-quality.ts';
import type { ReportedMeter } from './services/report-data-quality.ts';
import type { MeterReadings } from './services/read-meter.ts';
import type { DmaSeries } from './services/read-series.ts';
import type { WatchedEvent } from './services/watch-readings.ts';

export type DmaMapper = { readonly id: string };
export type MeterMapper = { readonly id: string };

type Encoded = { readonly encoding: 'LIST' | 'BASE64_FLOAT32' };

export type FlowSeriesMapper = DmaSeries & Encoded;
export type PressureSeriesMapper = DmaSeries & Encoded;
export type MeterReadingsMapper = MeterReadings & Encoded;
export type LatestReadingsMapper = LatestReadings &
  Encoded & { readonly quantity: ReadingQuantity };
export type MeterReadingMapper = StoredReading;
export type DataQualityMapper = QualityOfPeriod;
export type MeterDataQualityMapper = MeterQualityOfPeriod;
export type ReportedMeterMapper = ReportedMeter;
export type HeldUpDayMapper = HeldUpDay;
export type MeterExchangeMapper = ToldExchange;
export type MeterRegisterMapper = ToldRegister;
export type ReadingRevisionMapper = KeptRevision;
export type RejectedMessageMapper = RejectedMessage;
export type ReadingRecordedMapper = WatchedEvent;
export type QualityRulesMapper = QualityRulesOfKind;
export type InvalidInputErrorMapper = InvalidInput;
export type NotFoundErrorMapper = NotFound;
