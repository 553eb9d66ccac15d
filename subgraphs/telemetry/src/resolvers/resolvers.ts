import { userErrorByKind } from '@waris/service-kit';
import type { Resolvers } from '../__generated__/resolvers-types.ts';
import { DataQuality } from './DataQuality.ts';
import { Dma } from './Dma.ts';
import { FlowSeries } from './FlowSeries.ts';
import { LatestReadings } from './LatestReadings.ts';
import { Meter } from './Meter.ts';
import { MeterDataQuality } from './MeterDataQuality.ts';
import { MeterReading } from './MeterReading.ts';
import { MeterReadings } from './MeterReadings.ts';
import { judgeReadings } from './Mutation/judgeReadings.ts';
import { recordMeterExchange } from './Mutation/recordMeterExchange.ts';
import { recordReadings } from './Mutation/recordReadings.ts';
import { reviseReading } from './Mutation/reviseReading.ts';
import { setQualityRules } from './Mutation/setQualityRules.ts';
import { setRegisterDigits } from './Mutation/setRegisterDigits.ts';
import { PressureSeries } from './PressureSeries.ts';
import { QualityRules } from './QualityRules.ts';
import { dataQualityReport } from './Query/dataQualityReport.ts';
import { latestReadings } from './Query/latestReadings.ts';
import { qualityRules } from './Query/qualityRules.ts';
import { rejectedMessages } from './Query/rejectedMessages.ts';
import { ReadingRecorded } from './ReadingRecorded.ts';
import { ReadingRevision } from './ReadingRevision.ts';
import { ReportedMeter } from './ReportedMeter.ts';
import { readingRecorded } from './Subscription/readingRecorded.ts';

export const resolvers: Resolvers = {
  DataQuality,
  Dma,
  FlowSeries,
  LatestReadings,
  Meter,
  MeterDataQuality,
  MeterReading,
  MeterReadings,
  Mutation: {
    judgeReadings,
    recordMeterExchange,
    setRegisterDigits,
    recordReadings,
    reviseReading,
    setQualityRules,
  },
  PressureSeries,
  QualityRules,
  Query: { dataQualityReport, latestReadings, qualityRules, rejectedMessages },
  ReadingRecorded,
  ReadingRevision,
  ReportedMeter,
  JudgeReadingsError: userErrorByKind,
  RecordMeterExchangeError: userErrorByKind,
  RecordReadingsError: userErrorByKind,
  ReviseReadingError: userErrorByKind,
  SetQualityRulesError: userErrorByKind,
  SetRegisterDigitsError: userErrorByKind,
  Subscription: { readingRecorded },
};
