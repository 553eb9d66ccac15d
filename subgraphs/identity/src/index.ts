export { parseIdentityConfig, type IdentityConfig } from './config.ts';
export type { Context as IdentityContext } from './context.ts';
export { builtInRoles } from './domain/built-in-roles.ts';
export type { User } from './domain/user.ts';
export { openIdentity, type Identity } from './main.ts';
export { assignRoles, type AssignRolesInput } from './services/assign-roles.ts';
export { createUser, type CreateUserInput } from './services/create-user.ts';
export type { OutboxReport } from './persistence/inspect-outbox.ts';
export type { FirstAdmin } from './services/first-admin.ts';
