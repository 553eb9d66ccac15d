import { isBad } from '../quality/quality-codes.ts';

/** What a counter showed when it was last read on a day, and when, in milliseconds since 1970. */
export type LastRegister = {
  readonly at: number;
  /** NaN where the reading said what was consumed and no more. */
  readonly registerM3: number;
};

type Readings = {
  readonly at: Float64Array;
  /** What the counter showed and what was consumed, NaN where it is not known. */
  readonly values: Float64Array;
  readonly amounts: Float64Array;
  readonly codes: Uint8Array;
};

/** Of readings by time; null when none of them says anything. */
export function lastRegisterOf({ at, values, amounts, codes }: Readings): LastRegister | null {
  const isKnown = (column: Float64Array, index: number) => !Number.isNaN(column[index]);
  const place = at.findLastIndex(
    (_, index) => !isBad(codes[index] ?? 0) && (isKnown(values, index) || isKnown(amounts, index)),
  );
  const instant = at[place];
  return instant === undefined ? null : { at: instant, registerM3: values[place] ?? Number.NaN };
}
