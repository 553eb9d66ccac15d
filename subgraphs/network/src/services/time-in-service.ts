import type { Context } from '../context.ts';
import { invalidInput, type InvalidInput } from '../domain/refusals.ts';
import type { Meter } from '../domain/register.ts';

/** What is not over cannot be recorded: a meter would count, or not, before anybody has seen it. */
export function findFutureFault(
  context: Context,
  at: Date | null,
  field: string,
): InvalidInput | null {
  return at !== null && at > context.now()
    ? invalidInput(`${at.toISOString()} lies in the future.`, field)
    : null;
}

/** Why a meter's service cannot end then. It may end as it begins: then it never counted. */
export function findRetirementFault(
  context: Context,
  { serialNumber, inServiceAt }: Meter,
  at: Date,
  field: string,
): InvalidInput | null {
  return inServiceAt !== null && at < inServiceAt
    ? invalidInput(
        `${serialNumber} came into service later, at ${inServiceAt.toISOString()}.`,
        field,
      )
    : findFutureFault(context, at, field);
}
