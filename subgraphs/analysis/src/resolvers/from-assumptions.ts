import type { NightFlowAssumptionsInput } from '../__generated__/resolvers-types.ts';
import type { NightFlowAssumptions } from '../domain/night-flow.ts';

/** What the caller assumes; what was left out is absent. */
export function fromAssumptions(
  input: NightFlowAssumptionsInput | null | undefined,
): Partial<NightFlowAssumptions> {
  const use = input?.legitimateNightUseLitresPerConnectionPerHour ?? null;
  const exponent = input?.leakageExponentIndex ?? null;
  return {
    ...(use === null ? {} : { legitimateNightUseLitresPerConnectionPerHour: use }),
    ...(exponent === null ? {} : { leakageExponent: exponent }),
  };
}
