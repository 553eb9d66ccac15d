import {
  awwaFwasV5Policy,
  fillByPolicy,
  volumeM3,
  type ApparentLossPolicy,
  type BalanceComponent,
  type BalanceComponents,
} from '@waris/water-loss';
import type { EstimatedComponent } from './balance.ts';

/** The audit software's default shares with the utility's own figure for its customer meters. */
export function policyWith(customerMeterUnderRegistrationRatio: number | null): ApparentLossPolicy {
  return { ...awwaFwasV5Policy, customerMeterUnderRegistrationRatio };
}

const percent = (ratio: number | null) => `${((ratio ?? 0) * 100).toFixed(2)} %`;

function basisOf(component: BalanceComponent, policy: ApparentLossPolicy): string {
  switch (component) {
    case 'unbilledUnmeteredM3':
      return `${percent(policy.unbilledUnmeteredRatioOfSupplied)} of system input (${policy.name}).`;
    case 'unauthorisedConsumptionM3':
      return `${percent(policy.unauthorisedRatioOfSupplied)} of system input (${policy.name}).`;
    case 'dataHandlingErrorsM3':
      return `${percent(policy.dataHandlingRatioOfBilledMetered)} of billed metered (${policy.name}).`;
    case 'customerMeterInaccuracyM3':
      return `Customer meters miss ${percent(policy.customerMeterUnderRegistrationRatio)} of what passes.`;
    case 'billedUnmeteredM3':
    case 'unbilledMeteredM3':
      return 'None is recorded; taken as none.';
    case 'waterSuppliedM3':
      return 'Gaps filled with the mean of the rest of the hour, or of the same hour on other days.';
    case 'billedMeteredM3':
      return 'Meters without readings taken at the mean of the others.';
    default:
      return component satisfies never;
  }
}

export function estimatedBy(
  policy: ApparentLossPolicy,
  components: readonly BalanceComponent[],
): readonly EstimatedComponent[] {
  return components.map((component) => ({ component, basis: basisOf(component, policy) }));
}

/**
 * Fills what nobody measured: unmetered billing and metered unbilled use as none, since the
 * register has no such customers, the rest by the policy.
 */
export function completeByPolicy(
  known: BalanceComponents,
  policy: ApparentLossPolicy,
): { readonly components: BalanceComponents; readonly estimated: readonly BalanceComponent[] } {
  const none = volumeM3(0);
  const assumed = (['billedUnmeteredM3', 'unbilledMeteredM3'] as const).filter(
    (name) => known[name] === null,
  );
  const { components, estimated } = fillByPolicy(
    {
      ...known,
      billedUnmeteredM3: known.billedUnmeteredM3 ?? none,
      unbilledMeteredM3: known.unbilledMeteredM3 ?? none,
    },
    policy,
  );
  return { components, estimated: [...assumed, ...estimated] };
}
