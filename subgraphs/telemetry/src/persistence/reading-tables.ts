import type { ReadingQuantity } from '../domain/quantity.ts';

/** Where each quantity is stored. */
export const tableOf: Readonly<Record<ReadingQuantity, { table: string; value: string }>> = {
  FLOW: { table: 'flow_readings', value: 'flow_m3_per_hour' },
  PRESSURE: { table: 'pressure_readings', value: 'pressure_m' },
  REGISTER: { table: 'meter_readings', value: 'register_m3' },
};
