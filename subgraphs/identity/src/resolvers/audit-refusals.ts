import { PublicError } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { auditRecord } from '../services/audit.ts';

/** Whoever tries what they may not leaves a trace, whichever mutation it was. */
export function auditRefusals(mutations: Readonly<Record<string, object | undefined>>): object {
  return Object.fromEntries(
    Object.entries(mutations).map(([name, resolve]) => [
      name,
      typeof resolve === 'function' ? auditing(name, resolve) : resolve,
    ]),
  );
}

function auditing(name: string, resolve: Function) {
  return async (parent: unknown, input: unknown, context: Context, info: unknown) => {
    try {
      const answer: unknown = await resolve(parent, input, context, info);
      return answer;
    } catch (error) {
      if (error instanceof PublicError && error.code === 'FORBIDDEN') {
        const subject = { type: 'Mutation', id: name };
        await context.store.appendAudit(auditRecord(context, 'identity.access.refused', subject));
      }
      throw error;
    }
  };
}
