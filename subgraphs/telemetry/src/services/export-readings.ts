import { offsetAt } from '@waris/local-time';
import { badUserInput, PublicError } from '@waris/service-kit';
import type { KnownMeter } from '../domain/check-readings.ts';
import type { SeriesFill } from '../domain/fill-gaps.ts';
import { ruleOfCode, stateOfCode } from '../domain/quality/quality-codes.ts';
import { firstQuantityOf, quantitiesOf, type ReadingQuantity } from '../domain/quantity.ts';
import { mostSampled, type AskedResolution, type Period } from '../domain/series-resolution.ts';
import type { SeriesAggregation } from '../domain/series-values.ts';
import type { AreaRepository, KnownDma } from '../persistence/areas.ts';
import type { MeterReadingRepository, RawReadings } from '../persistence/meter-readings.ts';
import type { ExportColumn, ExportTable } from './export-table.ts';
import { readMeterReadings } from './read-meter.ts';
import { readFlowSeries, readPressureSeries, type SeriesContext } from './read-series.ts';

export type ExportContext = SeriesContext & {
  readonly areas: AreaRepository;
  readonly meterReadings: MeterReadingRepository;
};

export type ExportRequest = {
  readonly of: { readonly dmaCode: string } | { readonly serialNumber: string };
  readonly period: Period;
  readonly quantity: ReadingQuantity | undefined;
  readonly resolution: AskedResolution | undefined;
  readonly aggregation: SeriesAggregation | undefined;
  readonly includeSuspect: boolean;
  readonly fill: SeriesFill;
};

// Of a meter that belongs to no DMA.
const usualTimeZone = 'Asia/Bangkok';
const pageRows = 10_000;

/** A table of what the graph would say, whose pages are made as they are asked for. */
export async function exportReadings(
  context: ExportContext,
  request: ExportRequest,
): Promise<ExportTable> {
  context.viewer.require('telemetry:read');
  return 'dmaCode' in request.of
    ? exportDma(context, request, request.of.dmaCode)
    : exportMeter(context, request, request.of.serialNumber);
}

const timeColumn: ExportColumn = { name: 'start_at', type: 'instant' };
const filledColumn: ExportColumn = { name: 'filled', type: 'flag' };

async function exportDma(
  context: ExportContext,
  request: ExportRequest,
  code: string,
): Promise<ExportTable> {
  const dma: KnownDma | null = code.includes('\0')
    ? null
    : await context.areas.findDmaByCode(code, context.viewer.scope);
  if (dma === null) throw notFound(`There is no DMA of the code ${code.slice(0, 60)}.`);
  const { quantity = 'FLOW', resolution = 'FIFTEEN_MINUTES', ...rest } = request;
  if (quantity === 'REGISTER')
    throw badUserInput('A DMA has no register: ask for flow or pressure.');
  const read = quantity === 'FLOW' ? readFlowSeries : readPressureSeries;
  const asked = { ...rest, resolution, mostBuckets: mostSampled };
  const series = await read(context, dma.id, asked);
  if (series === null) {
    throw notFound(`${dma.code} has no meter that measures its ${quantity.toLowerCase()}.`);
  }
  const { starts, values, least, greatest, filledIndexes } = series;
  const filled = flagsAt(filledIndexes, values.length);
  const value: ExportColumn = { name: valueName(quantity, series.aggregation), type: 'number' };
  const extremes: readonly ExportColumn[] =
    quantity === 'FLOW'
      ? []
      : [
          { name: 'least_pressure_m', type: 'number' },
          { name: 'greatest_pressure_m', type: 'number' },
        ];
  return {
    name: nameOf(dma.code, quantity, { ...request, resolution }, dma.timeZone),
    timeZone: dma.timeZone,
    columns: [timeColumn, value, ...extremes, filledColumn],
    pages: inPages(starts.length, (from, to) =>
      [starts, values, ...(quantity === 'FLOW' ? [] : [least, greatest]), filled].map((column) =>
        column.subarray(from, to),
      ),
    ),
  };
}

async function exportMeter(
  context: ExportContext,
  request: ExportRequest,
  serialNumber: string,
): Promise<ExportTable> {
  const found = await context.areas.findMetersBySerialNumber([serialNumber], context.viewer.scope);
  const meter = found[0];
  if (meter === undefined) {
    throw notFound(`There is no meter of the serial number ${serialNumber.slice(0, 60)}.`);
  }
  const quantity = request.quantity ?? firstQuantityOf(meter.kind);
  if (!quantitiesOf(meter.kind).includes(quantity)) {
    throw badUserInput(
      `A ${meter.kind} meter does not measure ${quantity.toLowerCase()}, but ${quantitiesOf(meter.kind).join(', ').toLowerCase()}.`,
    );
  }
  const timeZone = (await context.loaders.timeZone.load(meter.id)) ?? usualTimeZone;
  const resolution = request.resolution ?? 'RAW';
  const name = nameOf(meter.serialNumber, quantity, { ...request, resolution }, timeZone);
  if (resolution === 'RAW')
    return { name, timeZone, ...rawTable(context, meter, quantity, request) };
  const asked = { ...request, quantity, resolution, mostBuckets: mostSampled };
  const read = await readMeterReadings(context, meter.id, asked);
  if (read === null) throw notFound(`There is no meter of the serial number ${serialNumber}.`);
  const filled = flagsAt(read.filledIndexes, read.values.length);
  return {
    name,
    timeZone,
    columns: [
      timeColumn,
      { name: valueName(quantity, read.aggregation), type: 'number' },
      { name: 'suspect_count', type: 'number' },
      filledColumn,
    ],
    pages: inPages(read.at.length, (from, to) =>
      [read.at, read.values, read.suspects, filled].map((column) => column.subarray(from, to)),
    ),
  };
}

function rawTable(
  { meterReadings }: ExportContext,
  meter: KnownMeter,
  quantity: ReadingQuantity,
  { period, includeSuspect, aggregation, fill }: ExportRequest,
): Pick<ExportTable, 'columns' | 'pages'> {
  if (aggregation !== undefined || fill !== 'NONE') {
    throw badUserInput('aggregation and fill need a resolution other than raw.');
  }
  if (!(period.from < period.to)) throw badUserInput('from must be before to.');
  const readPage = async (from: Date): Promise<RawReadings | undefined> => {
    const options = { includeSuspect, limit: pageRows };
    const page = { from, to: period.to };
    return (await meterReadings.readings([meter.id], quantity, page, options)).get(meter.id);
  };
  async function* pages() {
    let from = period.from;
    while (from < period.to) {
      const page = await readPage(from);
      if (page === undefined) return;
      yield [
        page.at,
        page.values,
        page.quality,
        Array.from(page.codes, (code) => stateOfCode(code).toLowerCase()),
        Array.from(page.codes, (code) => ruleOfCode(code)?.toLowerCase() ?? null),
      ];
      if (page.at.length < pageRows) return;
      from = new Date(Math.floor(page.at.at(-1) ?? 0) + 1);
    }
  }
  return {
    columns: [
      { name: 'recorded_at', type: 'instant' },
      { name: rawName[quantity], type: 'number' },
      { name: 'quality', type: 'number' },
      { name: 'state', type: 'text' },
      { name: 'rule', type: 'text' },
    ],
    pages: pages(),
  };
}

const rawName = { FLOW: 'flow_m3_per_hour', PRESSURE: 'pressure_m', REGISTER: 'register_m3' };

function valueName(quantity: ReadingQuantity, aggregation: SeriesAggregation | null): string {
  if (quantity === 'FLOW' && aggregation === 'SUM') return 'volume_m3';
  return quantity === 'REGISTER' ? 'consumption_m3' : rawName[quantity];
}

function flagsAt(places: readonly number[], length: number): Float64Array {
  const flags = new Float64Array(length);
  for (const place of places) flags[place] = 1;
  return flags;
}

async function* inPages<Page>(length: number, page: (from: number, to: number) => Page) {
  for (let from = 0; from < length; from += pageRows) {
    yield page(from, Math.min(from + pageRows, length));
  }
}

function nameOf(
  of: string,
  quantity: ReadingQuantity,
  { period, resolution }: { readonly period: Period; readonly resolution: AskedResolution },
  timeZone: string,
): string {
  // The days of the clocks where it was measured, as in the table: not those of UTC.
  const [from, to] = [period.from.getTime(), period.to.getTime()].map((at) =>
    new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 10),
  );
  return ['readings', of, quantity, resolution, from, to].join('_').toLowerCase();
}

const notFound = (message: string) => new PublicError('NOT_FOUND', message);
