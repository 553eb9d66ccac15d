import {
  badUserInput,
  cutPage,
  parsePageRequest,
  PublicError,
  toConnection,
  type Connection,
} from '@waris/service-kit';
import { z } from 'zod';
import { completenessOfMeter } from '../domain/data-quality.ts';
import type { Period } from '../domain/series-resolution.ts';
import type { DataQualityRepository, ReportArea } from '../persistence/data-quality.ts';
import type { ExportTable } from './export-table.ts';
import {
  pastOf,
  qualityOfMeters,
  secondsOf,
  type MeterQualityOfPeriod,
} from './read-data-quality.ts';
import type { SeriesContext } from './read-series.ts';

export type ReportContext = SeriesContext & { readonly dataQuality: DataQualityRepository };

export type ReportRequest = { readonly area: ReportArea; readonly period: Period };

/** A meter with what it sent of each quantity. */
export type ReportedMeter = {
  readonly meterId: string;
  readonly serialNumber: string;
  readonly quantities: readonly MeterQualityOfPeriod[];
};

const bySerialNumber = {
  keyOf: ({ serialNumber }: ReportedMeter) => serialNumber,
  keySchema: z.string(),
};

/** A page of the report, in the form of the graph. */
export async function reportDataQuality(
  context: ReportContext,
  request: ReportRequest & {
    readonly first?: number | null | undefined;
    readonly after?: string | null;
  },
): Promise<Connection<ReportedMeter>> {
  const past = await checked(context, request);
  const page = parsePageRequest(request, bySerialNumber);
  // One more, to know that there are more.
  const rows = await pageOf(context, request.area, past, { ...page, first: page.first + 1 });
  return toConnection(cutPage(rows, page), bySerialNumber);
}

async function checked(context: ReportContext, { area, period }: ReportRequest): Promise<Period> {
  context.viewer.require('telemetry:read');
  const past = pastOf(period, context.now());
  if (past === null) throw badUserInput('The period has not begun.');
  if (Object.values(area).some((part) => part?.includes('\0') === true)) throw noSuchArea();
  if (!(await context.dataQuality.isVisible(area, context.viewer.scope))) throw noSuchArea();
  return past;
}

const noSuchArea = () => new PublicError('NOT_FOUND', 'There is no DMA in such an area.');

async function pageOf(
  { dataQuality, viewer }: ReportContext,
  area: ReportArea,
  past: Period,
  page: { readonly first: number; readonly after: string | null },
): Promise<readonly ReportedMeter[]> {
  const meters = await dataQuality.metersOfArea(area, viewer.scope, page);
  const quality = await qualityOfMeters(dataQuality, meters, past);
  const periodSeconds = secondsOf(past);
  return meters.map(({ id, serialNumber }) => ({
    meterId: id,
    serialNumber,
    quantities: (quality.get(id) ?? []).map((one) => ({ ...one, periodSeconds })),
  }));
}

const pageMeters = 100;

/** The whole report as a table: what is missing, out of line and contradictory, a row a meter. */
export async function exportDataQuality(
  context: ReportContext,
  request: ReportRequest,
): Promise<ExportTable> {
  const past = await checked(context, request);
  async function* pages() {
    let after: string | null = null;
    for (;;) {
      const meters: readonly ReportedMeter[] = await pageOf(context, request.area, past, {
        first: pageMeters,
        after,
      });
      yield columnsOf(meters.flatMap(({ quantities }) => quantities));
      if (meters.length < pageMeters) return;
      after = meters.at(-1)?.serialNumber ?? null;
    }
  }
  const days = [past.from, past.to].map((at) => at.toISOString().slice(0, 10));
  return {
    name: ['data-quality', request.area.dmaCode ?? 'area', ...days].join('_').toLowerCase(),
    timeZone: 'UTC',
    columns: tableColumns.map(({ name, type }) => ({ name, type })),
    pages: pages(),
  };
}

// What a sum or a neighbour contradicts, and what is impossible by itself.
const inconsistencies = new Set(['REGISTER_FELL', 'STUCK', 'CLOCK']);

const counted = (meter: MeterQualityOfPeriod, inconsistent: boolean): number =>
  (meter.suspectsByRule ?? [])
    .filter(({ rule }) => inconsistencies.has(rule) === inconsistent)
    .reduce((sum, { count }) => sum + count, 0);

const known = (meter: MeterQualityOfPeriod, value: number) =>
  meter.suspectsByRule === null ? Number.NaN : value;

const tableColumns: readonly {
  readonly name: string;
  readonly type: 'number' | 'text' | 'instant';
  of(meter: MeterQualityOfPeriod): number | string | null;
}[] = [
  { name: 'serial_number', type: 'text', of: ({ serialNumber }) => serialNumber },
  { name: 'quantity', type: 'text', of: ({ quantity }) => quantity.toLowerCase() },
  { name: 'interval_s', type: 'number', of: (meter) => meter.intervalSeconds ?? Number.NaN },
  {
    name: 'expected_count',
    type: 'number',
    of: (meter) => completenessOfMeter(meter, meter.periodSeconds).expectedCount ?? Number.NaN,
  },
  { name: 'received_count', type: 'number', of: (meter) => meter.receivedCount },
  {
    name: 'missing_count',
    type: 'number',
    of: (meter) => completenessOfMeter(meter, meter.periodSeconds).missingCount ?? Number.NaN,
  },
  {
    name: 'completeness_ratio',
    type: 'number',
    of: (meter) => completenessOfMeter(meter, meter.periodSeconds).completenessRatio ?? Number.NaN,
  },
  { name: 'gap_count', type: 'number', of: (meter) => meter.gapCount },
  {
    name: 'longest_gap_s',
    type: 'number',
    of: ({ gaps }) =>
      Math.max(0, ...gaps.map(({ fromAt, toAt }) => (toAt.getTime() - fromAt.getTime()) / 1000)),
  },
  { name: 'suspect_count', type: 'number', of: (meter) => meter.suspectCount },
  { name: 'outlier_count', type: 'number', of: (meter) => known(meter, counted(meter, false)) },
  { name: 'inconsistent_count', type: 'number', of: (meter) => known(meter, counted(meter, true)) },
  {
    name: 'suspects_by_rule',
    type: 'text',
    of: ({ suspectsByRule }) =>
      suspectsByRule === null
        ? null
        : suspectsByRule.map(({ rule, count }) => `${rule.toLowerCase()} ${count}`).join('; '),
  },
];

function columnsOf(meters: readonly MeterQualityOfPeriod[]) {
  return tableColumns.map(({ type, of }) =>
    type === 'text'
      ? meters.map((meter) => {
          const value = of(meter);
          return typeof value === 'string' ? value : null;
        })
      : Float64Array.from(meters, (meter) => Number(of(meter) ?? Number.NaN)),
  );
}
