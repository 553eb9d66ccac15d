import type { ReadingQuantity } from '../quantity.ts';
import { dayMicros, sameReadings, type DayReadings } from './day-readings.ts';
import { placesOf, type Places } from './places.ts';
import { extremesOf, toWholeNumbers, valueOfWhole, type WholeNumbers } from './whole-numbers.ts';

type Numbers = readonly (number | null)[];

/** What many days have in common: a row of `readings.packed_headers`. */
export type PackedHeader = {
  readonly dmaId: string | null;
  readonly source: string;
  readonly phaseMs: number;
  readonly intervalMs: number | null;
  readonly divisor: number | null;
  readonly factor: number | null;
};

/** A row of `readings.packed_days`; see there. */
export type PackedDay = {
  readonly meterId: string;
  readonly day: number;
  readonly header: PackedHeader;
  readonly readingCount: number;
  readonly firstReceivedAt: number;
  readonly lastReceivedAt: number | null;
  readonly base: number | null;
  readonly smallValues: Numbers | null;
  readonly wholeValues: Numbers | null;
  readonly floatValues: Numbers | null;
  readonly offsetsMs: readonly number[] | null;
  readonly qualityPlaces: readonly number[] | null;
  readonly qualities: Numbers | null;
  readonly qualityCodes: Numbers | null;
  readonly secondFollows: boolean | null;
  readonly secondValues: Numbers | null;
  readonly thirdValues: Numbers | null;
  readonly automatic: Numbers | null;
  readonly valid: Numbers | null;
  readonly dmaIds: readonly (string | null)[] | null;
  readonly sources: readonly (string | null)[] | null;
};

/** Packs a day; null when it cannot be brought back to the bit, and has to stay as rows. */
export function packDay(
  quantity: ReadingQuantity,
  readings: DayReadings,
  factors: readonly number[],
): PackedDay | null {
  const places = placesOf(readings, !readings.values.some(Number.isNaN));
  if (places === null) return null;
  const whole = toWholeNumbers(readings.values, factors);
  const follows = quantity === 'REGISTER' && secondFollows(readings);
  const spread = (column: Float64Array | null) => (column === null ? null : lay(column, places));
  const { firstReceivedAt, lastReceivedAt } = readings;
  const packed: PackedDay = {
    meterId: readings.meterId,
    day: readings.day,
    header: headerOf(readings, places, whole),
    readingCount: readings.at.length,
    firstReceivedAt,
    lastReceivedAt: lastReceivedAt === firstReceivedAt ? null : lastReceivedAt,
    ...packValues(readings, places, whole),
    offsetsMs: places.offsetsMs,
    ...packQuality(readings, places),
    secondFollows: follows ? true : null,
    secondValues: follows ? firstOnly(readings.second, places) : spread(readings.second),
    thirdValues: spread(readings.third),
    automatic: spread(readings.automatic),
    valid: spread(readings.valid),
    dmaIds: readings.dmaIds.length === 1 ? null : layTexts(readings.dmaIds, places),
    sources: readings.sources.length === 1 ? null : layTexts(readings.sources, places),
  };
  return sameReadings(unpackDay(packed), readings) ? packed : null;
}

function headerOf(
  { dmaIds, sources }: DayReadings,
  { phaseMs, intervalMs }: Places,
  whole: WholeNumbers | null,
): PackedHeader {
  const { divisor = null, factor = null } = whole ?? {};
  return {
    dmaId: dmaIds[0] ?? null,
    source: sources[0] ?? '',
    phaseMs,
    intervalMs,
    divisor,
    factor,
  };
}

function packValues({ values }: DayReadings, places: Places, whole: WholeNumbers | null) {
  const none = { base: null, smallValues: null, wholeValues: null, floatValues: null };
  if (whole === null) return { ...none, floatValues: lay(values, places) };
  const [least, greatest] = extremesOf(whole.numbers);
  if (!(greatest - least <= 65_535)) return { ...none, wholeValues: lay(whole.numbers, places) };
  const base = Math.min(least + 32_768, 2_147_483_647 - 32_767);
  const numbers = whole.numbers.map((number) => number - base);
  return { ...none, base, smallValues: lay(numbers, places) };
}

function packQuality({ quality, qualityCodes }: DayReadings, places: Places) {
  const odd = Array.from(quality.keys()).filter(
    (row) => quality[row] !== 100 || qualityCodes[row] !== 0,
  );
  if (odd.length === 0) return { qualityPlaces: null, qualities: null, qualityCodes: null };
  if (odd.length * 2 > quality.length) {
    const [qualities, codes] = [lay(quality, places), lay(qualityCodes, places)];
    return { qualityPlaces: null, qualities, qualityCodes: codes };
  }
  return {
    qualityPlaces: odd.map((row) => (places.placeOf[row] ?? 0) + 1),
    qualities: odd.map((row) => quality[row] ?? null),
    qualityCodes: odd.map((row) => qualityCodes[row] ?? null),
  };
}

/** Consumption is the difference of two registers, unless the earlier one lies in another day. */
function secondFollows({ values, second }: DayReadings): boolean {
  return (
    second !== null &&
    second.every(
      (consumption, row) =>
        row === 0 || Object.is(consumption, (values[row] ?? 0) - (values[row - 1] ?? 0)),
    )
  );
}

function firstOnly(second: Float64Array | null, places: Places): Numbers | null {
  const first = second?.[0] ?? Number.NaN;
  if (Number.isNaN(first)) return null;
  const laid = Array<number | null>((places.placeOf[0] ?? 0) + 1).fill(null);
  laid[laid.length - 1] = first;
  return laid;
}

function lay(column: Float64Array, { placeOf, count }: Places): Numbers {
  const laid = Array<number | null>(count).fill(null);
  column.forEach((value, row) => {
    laid[placeOf[row] ?? 0] = Number.isNaN(value) ? null : value;
  });
  return laid;
}

function layTexts<Text>(texts: readonly Text[], { placeOf, count }: Places): (Text | null)[] {
  const laid = Array<Text | null>(count).fill(null);
  texts.forEach((text, row) => {
    laid[placeOf[row] ?? 0] = text;
  });
  return laid;
}

/** The readings of a packed day, as the views of the database unpack them. */
export function unpackDay(packed: PackedDay): DayReadings {
  const { header, offsetsMs } = packed;
  const places = presentPlaces(packed);
  const values = Float64Array.from(places, (place) => valueAt(packed, place));
  const column = (laid: Numbers | null) =>
    laid === null ? null : Float64Array.from(places, (place) => laid[place] ?? Number.NaN);
  const texts = <Text>(laid: readonly Text[] | null, all: Text): readonly Text[] =>
    laid === null ? [all] : places.map((place) => laid[place] ?? all);
  return {
    meterId: packed.meterId,
    day: packed.day,
    at: Float64Array.from(places, (place) => {
      const offset = offsetsMs?.[place] ?? header.phaseMs + place * (header.intervalMs ?? 0);
      return packed.day * dayMicros + offset * 1000;
    }),
    values,
    second: packed.secondFollows ? follow(packed, values, places) : column(packed.secondValues),
    third: column(packed.thirdValues),
    quality: qualityOf(packed, packed.qualities, places, 100),
    qualityCodes: qualityOf(packed, packed.qualityCodes, places, 0),
    automatic: column(packed.automatic),
    valid: column(packed.valid),
    dmaIds: packed.dmaIds === null ? [header.dmaId] : places.map((p) => packed.dmaIds?.[p] ?? null),
    sources: texts(packed.sources, header.source as string | null).map((source) => source ?? ''),
    firstReceivedAt: packed.firstReceivedAt,
    lastReceivedAt: packed.lastReceivedAt ?? packed.firstReceivedAt,
  };
}

function presentPlaces(packed: PackedDay): readonly number[] {
  const { offsetsMs, smallValues, wholeValues, floatValues } = packed;
  if (offsetsMs !== null) return offsetsMs.map((_, place) => place);
  const laid = smallValues ?? wholeValues ?? floatValues ?? [];
  return laid.flatMap((value, place) => (value === null ? [] : [place]));
}

function valueAt({ header, base, ...packed }: PackedDay, place: number): number {
  const small = packed.smallValues?.[place] ?? null;
  const whole = small === null ? (packed.wholeValues?.[place] ?? null) : small + (base ?? 0);
  if (whole === null) return packed.floatValues?.[place] ?? Number.NaN;
  return valueOfWhole(whole, { divisor: header.divisor ?? 1, factor: header.factor ?? 1 });
}

function follow({ secondValues }: PackedDay, values: Float64Array, places: readonly number[]) {
  const first = secondValues?.[places[0] ?? 0] ?? Number.NaN;
  return values.map((value, row) => (row === 0 ? first : value - (values[row - 1] ?? 0)));
}

function qualityOf(
  { qualityPlaces }: PackedDay,
  laid: Numbers | null,
  places: readonly number[],
  usual: number,
): Float64Array {
  const indexOf = new Map(qualityPlaces?.map((place, index) => [place - 1, index]));
  const at = (place: number) => (qualityPlaces === null ? place : (indexOf.get(place) ?? -1));
  return Float64Array.from(places, (place) => laid?.[at(place)] ?? usual);
}
