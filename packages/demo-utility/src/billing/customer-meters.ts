import type { Position } from '@waris/epanet-network';
import type { CustomerClass } from '../demand/customer-class.ts';
import type { Customer } from '../demand/customers.ts';
import type { DemoCustomerMeter } from '../demo-utility.ts';
import { createRandom } from '../random.ts';
import { dmaCode } from '../register/organisation.ts';
import type { Town } from '../register/town.ts';

const MS_PER_DAY = 86_400_000;
const DAYS_PER_YEAR = 365.25;
/** Customers live within this distance of their junction. */
const SPREAD_M = 70;
const SIZE_MM: Readonly<Record<CustomerClass, number>> = {
  house: 15,
  government: 25,
  smallBusiness: 20,
  large: 50,
};

/** The register entry of each customer's meter; ages count back from `endAt`. */
export function customerMeters(
  seed: number,
  customers: readonly Customer[],
  town: Town,
  endAt: Date,
): readonly DemoCustomerMeter[] {
  const random = createRandom(seed, 'addresses');
  return customers.map((customer, index) => {
    const node = town.network.nodes.get(customer.junction) ?? { x: 0, y: 0 };
    const aside = (): number => random.between(-SPREAD_M, SPREAD_M);
    const position: Position = town.placed.project({ x: node.x + aside(), y: node.y + aside() });
    return {
      serialNumber: `WM-${String(index + 1).padStart(6, '0')}`,
      dmaCode: dmaCode(customer.district),
      customerClass: customer.customerClass,
      useType: customer.useType,
      isBilled: customer.isBilled,
      sizeMm: SIZE_MM[customer.customerClass],
      installedAt: new Date(
        endAt.getTime() - Math.round(customer.meterAgeYears * DAYS_PER_YEAR) * MS_PER_DAY,
      ),
      position,
    };
  });
}
