import { z } from 'zod';

const column = z.array(z.number().nullable());

/** A demand forecast as it is kept: hours from `startAt`, m³/h, null where it cannot be told. */
export const forecastContent = z.object({
  startAt: z.iso.datetime(),
  expected: column,
  lower80: column,
  upper80: column,
  lower95: column,
  upper95: column,
});

export type ForecastContent = z.infer<typeof forecastContent>;

/** What readings later said of a forecast. */
export const forecastTruth = z.object({
  meanErrorDay1: z.number().nullable(),
  greatestErrorDay1: z.number().nullable(),
  meanErrorDays2To7: z.number().nullable(),
});

/** To five digits: more would only fill the disk. */
export function keptColumn(values: ArrayLike<number>): (number | null)[] {
  return Array.from(values, (value) =>
    Number.isFinite(value) ? Number(value.toPrecision(5)) : null,
  );
}

export function numbersOf(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}
