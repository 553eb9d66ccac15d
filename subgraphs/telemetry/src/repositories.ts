import type { Pool } from '@waris/database';
import type { KeyValueStore } from '@waris/service-kit';
import { createAreaRepository, type AreaRepository } from './persistence/areas.ts';
import {
  createDataQualityRepository,
  type DataQualityRepository,
} from './persistence/data-quality.ts';
import { createJudgeReadings, type JudgeReadings } from './persistence/judge-readings.ts';
import { createImportRepository, type ImportRepository } from './persistence/imports.ts';
import {
  createIngestRequestRepository,
  type IngestRequestRepository,
} from './persistence/ingest-requests.ts';
import {
  createKeptRevisionRepository,
  type KeptRevisionRepository,
} from './persistence/kept-revisions.ts';
import { createLatestRepository, type LatestRepository } from './persistence/latest.ts';
import {
  createMeterReadingRepository,
  type MeterReadingRepository,
} from './persistence/meter-readings.ts';
import {
  createQualityRuleRepository,
  type QualityRuleRepository,
} from './persistence/quality-rules.ts';
import {
  createMeterSeriesRepository,
  type MeterSeriesRepository,
} from './persistence/meter-series.ts';
import { createReadingStore, type ReadingStore } from './persistence/reading-store.ts';
import { createRegisterStore, type RegisterStore } from './persistence/registers.ts';
import {
  createRejectedMessageRepository,
  type RejectedMessageRepository,
} from './persistence/rejected-messages.ts';
import { createRevisionStore, type RevisionStore } from './persistence/revisions.ts';
import type { ArchiveStore } from './persistence/tiers/archive-store.ts';
import { createSeriesCache } from './persistence/series-cache.ts';
import { createSeriesRepository, type SeriesRepository } from './persistence/series.ts';

export type Repositories = {
  readonly areas: AreaRepository;
  readonly series: SeriesRepository;
  readonly latest: LatestRepository;
  readonly meterReadings: MeterReadingRepository;
  readonly meterSeries: MeterSeriesRepository;
  readonly dataQuality: DataQualityRepository;
  readonly qualityRules: QualityRuleRepository;
  readonly readingStore: ReadingStore;
  readonly imports: ImportRepository;
  readonly ingestRequests: IngestRequestRepository;
  readonly registers: RegisterStore;
  readonly rejectedMessages: RejectedMessageRepository;
  readonly revisions: RevisionStore;
  readonly keptRevisions: KeptRevisionRepository;
  readonly judgeReadings: JudgeReadings;
};

export function createRepositories(
  pool: Pool,
  archive: ArchiveStore,
  keyValueStore: KeyValueStore,
): Repositories {
  const meterReadings = createMeterReadingRepository(pool, archive);
  return {
    areas: createAreaRepository(pool),
    series: createSeriesRepository(pool, createSeriesCache(keyValueStore), Date.now),
    latest: createLatestRepository(pool),
    meterReadings,
    meterSeries: createMeterSeriesRepository(pool, meterReadings),
    dataQuality: createDataQualityRepository(pool),
    qualityRules: createQualityRuleRepository(pool),
    readingStore: createReadingStore(pool, archive),
    imports: createImportRepository(pool),
    ingestRequests: createIngestRequestRepository(pool),
    registers: createRegisterStore(pool, archive),
    rejectedMessages: createRejectedMessageRepository(pool),
    revisions: createRevisionStore(pool, archive),
    keptRevisions: createKeptRevisionRepository(pool),
    judgeReadings: createJudgeReadings(pool, archive),
  };
}
