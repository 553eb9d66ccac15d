/** A whole number n stands for n / divisor * factor. */
export type Scale = { readonly divisor: number; readonly factor: number };

export type WholeNumbers = Scale & {
  /** NaN where there is no value. */
  readonly numbers: Float64Array;
};

const divisors = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
const greatest = 2_147_483_647;

/** The double that a whole number stands for, by the arithmetic that ingest and SQL use. */
export function valueOfWhole(number: number, { divisor, factor }: Scale): number {
  return (number / divisor) * factor;
}

/**
 * Values as whole numbers: decimals in the unit they came in. Null when no scale reproduces every
 * value to the bit. `factors` are those of the units that may have been sent.
 */
export function toWholeNumbers(
  values: Float64Array,
  factors: readonly number[],
): WholeNumbers | null {
  for (const factor of factors) {
    for (const divisor of divisors) {
      const numbers = fit(values, { divisor, factor });
      if (numbers !== null) return reduce({ numbers, divisor, factor });
    }
  }
  return null;
}

function fit(values: Float64Array, scale: Scale): Float64Array | null {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    // + 0 makes -0 a 0, which then differs from the value, as it should.
    const number = Math.round((value / scale.factor) * scale.divisor) + 0;
    numbers[i] = number;
    if (Number.isNaN(value)) continue;
    const exact = Object.is(valueOfWhole(number, scale), value);
    if (!exact || Math.abs(number) > greatest) return null;
  }
  return numbers;
}

/**
 * Means of a few readings have more decimals than values: 3.5625 and 3.2725 are 1425 and 1309
 * four-hundredths. Only where that brings them into sixteen bits, to have few divisors.
 */
function reduce(whole: WholeNumbers): WholeNumbers {
  if (spanOf(whole.numbers) <= 65_535) return whole;
  const common = whole.numbers.reduce(
    (common, number) => (Number.isNaN(number) ? common : divide(common, Math.abs(number))),
    whole.divisor,
  );
  const numbers = whole.numbers.map((number) => number / common);
  return { numbers, divisor: whole.divisor / common, factor: whole.factor };
}

function divide(a: number, b: number): number {
  return b === 0 ? a : divide(b, a % b);
}

/** The greatest less the least; -Infinity when there is none. */
export function spanOf(numbers: Float64Array): number {
  const [least, greatest] = extremesOf(numbers);
  return greatest - least;
}

export function extremesOf(numbers: Float64Array): readonly [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > greatest) greatest = number;
  }
  return [least, greatest];
}
