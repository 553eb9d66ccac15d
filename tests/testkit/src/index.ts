export { createFreshDatabase } from './fresh-database.ts';
export { openOwnDatabase } from './own-database.ts';
export { testRequest } from './requests.ts';
export { openTestKeyValueStore, testStores } from './stores.ts';
export { createTenant, type TestTenant } from './tenant.ts';
