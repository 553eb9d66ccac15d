/** What a reading measures; each is stored in a table of its own, in one unit. */
export type ReadingQuantity = 'FLOW' | 'PRESSURE' | 'REGISTER';

export const meterKinds = ['bulk', 'zone', 'customer', 'check', 'pressure', 'level'] as const;
export type MeterKind = (typeof meterKinds)[number];

export function isQuantity(value: unknown): value is ReadingQuantity {
  return value === 'FLOW' || value === 'PRESSURE' || value === 'REGISTER';
}

/** What a meter of each kind measures, what it is there for first. */
const measures: Readonly<Record<MeterKind, readonly [ReadingQuantity, ...ReadingQuantity[]]>> = {
  bulk: ['FLOW', 'REGISTER', 'PRESSURE'],
  zone: ['FLOW', 'REGISTER', 'PRESSURE'],
  check: ['FLOW', 'REGISTER', 'PRESSURE'],
  customer: ['REGISTER', 'FLOW'],
  pressure: ['PRESSURE'],
  level: ['PRESSURE'],
};

export function quantitiesOf(kind: MeterKind): readonly ReadingQuantity[] {
  return measures[kind];
}

export function firstQuantityOf(kind: MeterKind): ReadingQuantity {
  return measures[kind][0];
}

/** Beyond these a value is a fault of the instrument or of its unit, not a measurement. */
export const possibleRange: Readonly<Record<ReadingQuantity, readonly [number, number]>> = {
  FLOW: [-1_000_000, 1_000_000],
  PRESSURE: [-20, 1_000],
  REGISTER: [0, 1e12],
};

/** The unit that values are stored and served in. */
export const storedUnit = { FLOW: 'M3_PER_HOUR', PRESSURE: 'M', REGISTER: 'M3' } as const;
