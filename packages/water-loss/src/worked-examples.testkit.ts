import { readReferenceData } from '@waris/testkit/reference-data';

export const workedExamplesFile = 'worked-examples.json';

export type Figures = Readonly<Record<string, unknown>>;

export type WorkedExample = {
  readonly id: string;
  readonly inputs: Figures;
  readonly expected: Figures;
  readonly relativeTolerance: number;
};

export function isFigures(value: unknown): value is Figures {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number of a published case; throws when the case does not hold it. */
export function numberOf(figures: Figures, name: string): number {
  const value = figures[name];
  if (typeof value !== 'number') throw new TypeError(`${name} is no number: ${String(value)}`);
  return value;
}

/** A list of numbers of a published case; throws when the case does not hold it. */
export function numbersOf(figures: Figures, name: string): readonly number[] {
  const value = figures[name];
  if (!Array.isArray(value)) throw new TypeError(`${name} is no list: ${String(value)}`);
  return value.map((each: unknown) => numberOf({ [name]: each }, name));
}

function toExample(value: unknown): WorkedExample {
  if (!isFigures(value)) throw new TypeError('A worked example is no object.');
  const { id, inputs, expected } = value;
  if (typeof id !== 'string' || !isFigures(inputs) || !isFigures(expected)) {
    throw new TypeError('A worked example lacks id, inputs or expected.');
  }
  return { id, inputs, expected, relativeTolerance: numberOf(value, 'relative_tolerance') };
}

/** The published cases by id. */
export function readWorkedExamples(): ReadonlyMap<string, WorkedExample> {
  const cases: unknown = JSON.parse(readReferenceData(workedExamplesFile));
  if (!Array.isArray(cases)) throw new TypeError(`${workedExamplesFile} is no list.`);
  return new Map(cases.map(toExample).map((example) => [example.id, example]));
}

export function exampleOf(id: string): WorkedExample {
  const example = readWorkedExamples().get(id);
  if (example === undefined) throw new Error(`No worked example ${id}.`);
  return example;
}

/** Whether two figures agree to a share of the expected one. */
export function agrees(actual: number, expected: number, relativeTolerance: number): boolean {
  return Math.abs(actual - expected) <= relativeTolerance * Math.abs(expected);
}

/** Fails, showing both figures, unless they agree to a share of the expected one. */
export function expectWithin(actual: number | null, expected: number, tolerance: number): void {
  if (actual === null || !agrees(actual, expected, tolerance)) {
    throw new Error(`Expected ${expected} within ${tolerance * 100} %, got ${actual}.`);
  }
}
