import type { Grid } from '../calendar.ts';
import { billingCloses, INTERVAL_SECONDS } from '../calendar.ts';
import type { CustomerClass } from '../demand/customer-class.ts';
import { CUSTOMER_CLASSES } from '../demand/customer-class.ts';
import type { Customer } from '../demand/customers.ts';
import type { DemandColumns } from '../demand/demand-columns.ts';
import type { DemoRegisterReading } from '../demo-utility.ts';
import { createRandom } from '../random.ts';

const READINGS_PER_METER = 4;
const DAYS_PER_YEAR = 365.25;
const MS_PER_DAY = 86_400_000;

/**
 * The registers of one DMA's customers at the closes of the billing month. What a class drew
 * between two closes is shared out among its customers, each by its mean and the month's luck.
 */
export function registerReadings(
  seed: number,
  district: number,
  customers: readonly Customer[],
  demand: DemandColumns,
  grid: Grid,
): readonly DemoRegisterReading[] {
  const random = createRandom(seed, `registers ${district}`);
  const closes = billingCloses(grid.endAt, READINGS_PER_METER);
  const shown = customers.map(
    (customer) => customer.meanM3PerDay * customer.meterAgeYears * DAYS_PER_YEAR,
  );
  return closes.map((readAt, index) => {
    const from = closes[index - 1];
    if (from !== undefined) {
      const luck = customers.map(() => Math.max(0.2, 1 + 0.18 * random.normal()));
      const days = meanDays(demand, grid, from, readAt);
      for (const customerClass of CUSTOMER_CLASSES) {
        addPeriod(customers, customerClass, luck, days[customerClass], shown);
      }
    }
    return { readAt, registersM3: Float64Array.from(shown, Math.floor) };
  });
}

function addPeriod(
  customers: readonly Customer[],
  customerClass: CustomerClass,
  luck: readonly number[],
  days: number,
  shown: number[],
): void {
  const members = [...customers.entries()].filter(
    ([, customer]) => customer.customerClass === customerClass,
  );
  const plain = members.reduce((sum, [, customer]) => sum + customer.meanM3PerDay, 0);
  const lucky = members.reduce(
    (sum, [index, customer]) => sum + customer.meanM3PerDay * (luck[index] ?? 1),
    0,
  );
  for (const [index, customer] of members) {
    // Scaled so that the class as a whole draws what the network delivered to it.
    const drawn = customer.meanM3PerDay * (luck[index] ?? 1) * days * (plain / lucky);
    shown[index] = (shown[index] ?? 0) + drawn * (1 + customer.meterError);
  }
}

/** The period's demand of each class in days of its mean; before the grid starts, plain days. */
function meanDays(
  demand: DemandColumns,
  grid: Grid,
  from: Date,
  until: Date,
): Readonly<Record<CustomerClass, number>> {
  const before = Math.max(0, Math.min(until.getTime(), grid.startAt.getTime()) - from.getTime());
  const stepAt = (at: Date): number =>
    Math.max(0, Math.round((at.getTime() - grid.startAt.getTime()) / (INTERVAL_SECONDS * 1000)));
  const sum = (customerClass: CustomerClass): number =>
    before / MS_PER_DAY +
    demand.multipliers[customerClass]
      .subarray(stepAt(from), stepAt(until))
      .reduce((total, value) => total + (value * INTERVAL_SECONDS) / 86_400, 0);
  return {
    house: sum('house'),
    government: sum('government'),
    smallBusiness: sum('smallBusiness'),
    large: sum('large'),
  };
}
