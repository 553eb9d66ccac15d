import type { AuditActorResolvers } from '../__generated__/resolvers-types.ts';

export const AuditActor: AuditActorResolvers = {
  user: (actor, _arguments, context) =>
    actor.kind === 'user' ? context.loaders.users.load(actor.id) : null,
};
