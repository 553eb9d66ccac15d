import type { NightFlowAssumptionsInput } from '../__generated__/resolvers-types.ts';
import type { NightFlowAssumptions } from '../domain/night-flow.ts';

/** What the caller assumes; what was left out is absent. */
export function fromAssumptions(
  input: NightFlowAssumptionsInput | null | undefined,
): Partial<NightFlowAssumptions> {
  const { leakageExponentIndex, ...others } = input ?? {};
  const entries = Object.entries({ ...others, leakageExponent: leakageExponentIndex });
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}
