import type { Grid } from '../calendar.ts';
import { STEPS_PER_DAY, weekdayOf } from '../calendar.ts';
import { createRandom } from '../random.ts';
import { CUSTOMER_CLASSES, classMultiplier } from './customer-class.ts';
import type { CustomerClass } from './customer-class.ts';
import type { Customer } from './customers.ts';

/** What one DMA draws, m³/h for each step. */
export interface DemandColumns {
  /** Multiples of a customer's mean, for each class. */
  readonly multipliers: Readonly<Record<CustomerClass, Float64Array>>;
  readonly metered: Float64Array;
  readonly unbilledUnmetered: Float64Array;
  readonly unauthorised: Float64Array;
  readonly total: Float64Array;
}

/** Taken past the meters, as a share of what houses take. */
const UNAUTHORISED_SHARE = 0.012;
/** Mains are flushed every second Wednesday from 13:00 to 14:00. */
const FLUSHING = { weekday: 3, everyDays: 14, fromStep: 52, untilStep: 56, m3PerHour: 12 };

export function demandColumns(
  seed: number,
  district: number,
  customers: readonly Customer[],
  grid: Grid,
): DemandColumns {
  const swing = commonSwing(seed, district, grid.steps);
  const multipliers = {
    house: classColumn('house', grid, swing),
    government: classColumn('government', grid, swing),
    smallBusiness: classColumn('smallBusiness', grid, swing),
    large: classColumn('large', grid, swing),
  };
  const metered = new Float64Array(grid.steps);
  for (const customerClass of CUSTOMER_CLASSES) {
    const column = multipliers[customerClass];
    const mean = meanM3PerHour(customers, customerClass);
    for (const [step, multiplier] of column.entries()) {
      metered[step] = (metered[step] ?? 0) + mean * multiplier;
    }
  }
  const houses = meanM3PerHour(customers, 'house');
  const unauthorised = multipliers.house.map((value) => value * houses * UNAUTHORISED_SHARE);
  const unbilledUnmetered = flushingColumn(grid);
  const total = metered.map(
    (value, step) => value + (unauthorised[step] ?? 0) + (unbilledUnmetered[step] ?? 0),
  );
  return { multipliers, metered, unbilledUnmetered, unauthorised, total };
}

function meanM3PerHour(customers: readonly Customer[], customerClass: CustomerClass): number {
  return customers
    .filter((customer) => customer.customerClass === customerClass)
    .reduce((sum, customer) => sum + customer.meanM3PerDay / 24, 0);
}

function classColumn(customerClass: CustomerClass, grid: Grid, swing: Float64Array): Float64Array {
  return swing.map((factor, step) => {
    const weekday = weekdayOf(grid, step);
    const hour = (step % STEPS_PER_DAY) / 4;
    return factor * classMultiplier(customerClass, weekday === 0 || weekday === 6, hour);
  });
}

/** Weather and chance, shared by a DMA: a slow drift, day to day, and quarter-hour to quarter-hour. */
function commonSwing(seed: number, district: number, steps: number): Float64Array {
  const random = createRandom(seed, `swing ${district}`);
  const phase = random.between(0, 2 * Math.PI);
  const swing = new Float64Array(steps);
  let ofDay = 0;
  let ofStep = 0;
  for (let step = 0; step < steps; step += 1) {
    if (step % STEPS_PER_DAY === 0) {
      ofDay = 0.5 * ofDay + 0.02 * random.normal();
    }
    ofStep = 0.8 * ofStep + 0.025 * random.normal();
    const season = 0.04 * Math.sin(phase + (2 * Math.PI * step) / (120 * STEPS_PER_DAY));
    swing[step] = Math.max(0.5, 1 + season + ofDay + ofStep);
  }
  return swing;
}

function flushingColumn(grid: Grid): Float64Array {
  const column = new Float64Array(grid.steps);
  for (let step = 0; step < grid.steps; step += 1) {
    const day = Math.floor(step / STEPS_PER_DAY);
    const ofDay = step % STEPS_PER_DAY;
    const isHour = ofDay >= FLUSHING.fromStep && ofDay < FLUSHING.untilStep;
    const isDay = weekdayOf(grid, step) === FLUSHING.weekday && day % FLUSHING.everyDays < 7;
    column[step] = isHour && isDay ? FLUSHING.m3PerHour : 0;
  }
  return column;
}
