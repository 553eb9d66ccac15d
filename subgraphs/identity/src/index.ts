export { parseIdentityConfig, type IdentityConfig } from './config.ts';
export type { Context as IdentityContext } from './context.ts';
export { openIdentity, type Identity } from './main.ts';
export type { FirstAdmin } from './services/first-admin.ts';
