import type { ReadingQuantity } from '../../domain/quantity.ts';
import { quantityCode } from '../../domain/tiers/day-readings.ts';
import type { PackedDay } from '../../domain/tiers/packed-day.ts';
import { dateOf, type Sql } from './meter-days.ts';

export async function insertPacked(
  client: Sql,
  quantity: ReadingQuantity,
  days: readonly PackedDay[],
): Promise<void> {
  if (days.length === 0) return;
  // In the order of the index, whose pages are then full.
  const ordered = days.toSorted((a, b) => a.meterId.localeCompare(b.meterId) || a.day - b.day);
  const rows = JSON.stringify(ordered.map(rowOf));
  // A statement of its own: the next one must see headers that others have just added.
  await client.query(
    `insert into readings.packed_headers (dma_id, source, phase_ms, interval_ms, divisor, factor)
     select distinct dma_id, source, phase_ms, interval_ms, divisor, factor
     from json_to_recordset($1) as d (${headerColumns})
     on conflict do nothing`,
    [rows],
  );
  await client.query(
    `insert into readings.packed_series (meter_id, quantity)
     select distinct m, ${quantityCode[quantity]} from unnest($1::uuid[]) as m order by 1 on conflict do nothing`,
    [days.map(({ meterId }) => meterId)],
  );
  await client.query(
    `insert into readings.packed_days (series_id, day, header_id, ${names.join(', ')}, first_received_at, last_received_at)
     select s.id, d.day, h.id, ${names.map((name) => `d.${name}`).join(', ')},
       timestamptz 'epoch' + d.first_received_at * interval '1 microsecond',
       timestamptz 'epoch' + d.last_received_at * interval '1 microsecond'
     from json_to_recordset($1) as d (
       meter_id uuid, day date, first_received_at double precision, last_received_at double precision,
       ${headerColumns}, ${dayColumns.map((column) => column.join(' ')).join(', ')}
     )
     join readings.packed_series s on s.meter_id = d.meter_id and s.quantity = ${quantityCode[quantity]}
     join readings.packed_headers h
       on h.source = d.source and h.phase_ms = d.phase_ms
         and coalesce(h.dma_id::text, '') = coalesce(d.dma_id::text, '')
         and h.interval_ms is not distinct from d.interval_ms
         and h.divisor is not distinct from d.divisor and h.factor is not distinct from d.factor
     order by s.id, d.day`,
    [rows],
  );
}

const headerColumns = `dma_id uuid, source text, phase_ms integer, interval_ms integer,
  divisor double precision, factor double precision`;

const dayColumns = [
  ['reading_count', 'integer'],
  ['second_follows', 'boolean'],
  ['base', 'integer'],
  ['small_values', 'smallint[]'],
  ['whole_values', 'integer[]'],
  ['float_values', 'double precision[]'],
  ['offsets_ms', 'integer[]'],
  ['quality_places', 'smallint[]'],
  ['qualities', 'smallint[]'],
  ['quality_codes', 'smallint[]'],
  ['second_values', 'double precision[]'],
  ['third_values', 'double precision[]'],
  ['automatic', 'boolean[]'],
  ['valid', 'boolean[]'],
  ['dma_ids', 'uuid[]'],
  ['sources', 'text[]'],
] as const;
const names = dayColumns.map(([name]) => name);

function rowOf({ header, ...day }: PackedDay) {
  return {
    meter_id: day.meterId,
    day: dateOf(day.day),
    first_received_at: day.firstReceivedAt,
    last_received_at: day.lastReceivedAt,
    dma_id: header.dmaId,
    source: header.source,
    phase_ms: header.phaseMs,
    interval_ms: header.intervalMs,
    divisor: header.divisor,
    factor: header.factor,
    reading_count: day.readingCount,
    second_follows: day.secondFollows,
    base: day.base,
    small_values: day.smallValues,
    whole_values: day.wholeValues,
    float_values: arrayText(day.floatValues),
    offsets_ms: day.offsetsMs,
    quality_places: day.qualityPlaces,
    qualities: day.qualities,
    quality_codes: day.qualityCodes,
    second_values: arrayText(day.secondValues),
    third_values: arrayText(day.thirdValues),
    automatic: day.automatic?.map(truth) ?? null,
    valid: day.valid?.map(truth) ?? null,
    dma_ids: day.dmaIds,
    sources: day.sources,
  };
}

const truth = (bit: number | null) => (bit === null ? null : bit === 1);

/** As PostgreSQL writes it: JSON has neither -0 nor infinity. */
function arrayText(column: readonly (number | null)[] | null): string | null {
  if (column === null) return null;
  const text = (value: number | null) =>
    value === null ? 'null' : Object.is(value, -0) ? '-0' : String(value);
  return `{${column.map(text).join(',')}}`;
}
