/** What tests that need the whole system take from here; the command itself is `main.ts`. */
export { loadNetwork } from './demo/load-network.ts';
export { loadReadings } from './demo/load-readings.ts';
export { createSystemGateway } from './system/create-system-gateway.ts';
export type { Stores } from './system/open-stores.ts';
export { commandRequest, openSystem, type System } from './system/open-system.ts';
