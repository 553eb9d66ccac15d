import type { District } from '../districts.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { MEAN_M3_PER_DAY, USE_TYPES } from './customer-class.ts';
import type { CustomerClass } from './customer-class.ts';

export interface Customer {
  readonly district: number;
  readonly customerClass: CustomerClass;
  readonly useType: number;
  readonly junction: string;
  readonly isBilled: boolean;
  readonly meanM3PerDay: number;
  readonly meterAgeYears: number;
  /** Registered / drawn − 1; negative when the meter reads low. */
  readonly meterError: number;
}

/** Everyone with a meter in a district, spread over its junctions by their share of demand. */
export function drawCustomers(
  seed: number,
  district: District,
  junctions: readonly { readonly id: string; readonly weight: number }[],
): readonly Customer[] {
  const random = createRandom(seed, `customers ${district.number}`);
  const total = junctions.reduce((sum, junction) => sum + junction.weight, 0);
  const customers: Customer[] = [];
  let reached = 0;
  let along = 0;
  for (let index = 0; index < district.connections; index += 1) {
    while (along < ((index + 0.5) / district.connections) * total) {
      along += junctions[reached]?.weight ?? total;
      reached += 1;
    }
    const junction = junctions[Math.max(0, reached - 1)]?.id ?? '';
    const isLarge = index % Math.ceil(district.connections / (district.largeCustomers + 1)) === 0;
    const customerClass = isLarge && index > 0 ? 'large' : classOf(random.next());
    customers.push(drawCustomer(district.number, customerClass, junction, random));
  }
  return customers;
}

function classOf(share: number): CustomerClass {
  return share < 0.885 ? 'house' : share < 0.965 ? 'smallBusiness' : 'government';
}

function drawCustomer(
  district: number,
  customerClass: CustomerClass,
  junction: string,
  random: Random,
): Customer {
  const spread = customerClass === 'house' ? 0.45 : 0.6;
  // Log-normal with mean 1: many draw little, a few draw much.
  const size = Math.exp(spread * random.normal() - (spread * spread) / 2);
  const meterAgeYears = random.between(0, 12);
  return {
    district,
    customerClass,
    useType: random.pick(USE_TYPES[customerClass]),
    junction,
    // Temples, hydrants of the municipality and the branch's own offices are metered, not billed.
    isBilled: customerClass !== 'government' || random.next() >= 0.12,
    meanM3PerDay: MEAN_M3_PER_DAY[customerClass] * size,
    meterAgeYears,
    meterError: errorAtAge(meterAgeYears, random),
  };
}

/** The utility's bands: −2…+2 % below 3 years, −5…0 % to 7 years, −15…−5 % above. */
function errorAtAge(years: number, random: Random): number {
  if (years < 3) {
    return random.between(-0.02, 0.02);
  }
  return years <= 7 ? random.between(-0.05, 0) : random.between(-0.15, -0.05);
}
