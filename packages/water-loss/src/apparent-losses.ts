import type { VolumeM3 } from './units.ts';
import { volumeM3 } from './units.ts';
import type { BalanceComponent, BalanceComponents } from './water-balance.ts';
import { sumOfVolumes } from './water-balance.ts';

/** Shares by which unknown components are estimated. A null share estimates nothing. */
export type ApparentLossPolicy = {
  readonly name: string;
  readonly unauthorisedRatioOfSupplied: number | null;
  readonly dataHandlingRatioOfBilledMetered: number | null;
  readonly unbilledUnmeteredRatioOfSupplied: number | null;
  /** Has no default in the audit software: a utility must know its meters. */
  readonly customerMeterUnderRegistrationRatio: number | null;
};

/** Defaults of the AWWA Free Water Audit Software, version 5, as found in published audits. */
export const awwaFwasV5Policy: ApparentLossPolicy = {
  name: 'awwa-fwas-v5',
  unauthorisedRatioOfSupplied: 0.0025,
  dataHandlingRatioOfBilledMetered: 0.0025,
  unbilledUnmeteredRatioOfSupplied: 0.0125,
  customerMeterUnderRegistrationRatio: null,
};

/**
 * Water that passed customer meters unregistered, m³, when they miss the given share of it:
 * metered · p / (1 − p). Negative when meters over-register. Throws unless p is below 1.
 */
export function customerMeterInaccuracy(
  meteredM3: VolumeM3,
  underRegistrationRatio: number,
): VolumeM3 {
  if (!(underRegistrationRatio < 1)) {
    throw new RangeError(`Under-registration must be below 1: ${underRegistrationRatio}.`);
  }
  return volumeM3((meteredM3 * underRegistrationRatio) / (1 - underRegistrationRatio));
}

/**
 * The true volume, m³, behind a master meter that over-registers by the given share of the truth
 * (+0.04 reads 4 % too much). A systematic error is corrected before the balance is made.
 */
export function correctedMeterVolume(registeredM3: VolumeM3, errorRatio: number): VolumeM3 {
  if (!(errorRatio > -1)) throw new RangeError(`Meter error must be above −1: ${errorRatio}.`);
  return volumeM3(registeredM3 / (1 + errorRatio));
}

function share(of: VolumeM3 | null, ratio: number | null): VolumeM3 | null {
  return of === null || ratio === null ? null : volumeM3(of * ratio);
}

/**
 * Fills unknown components by a policy and names those it filled. Known components, zeros
 * included, stay as they are; what the policy cannot estimate stays null.
 */
export function fillByPolicy(
  input: BalanceComponents,
  policy: ApparentLossPolicy,
): { readonly components: BalanceComponents; readonly estimated: readonly BalanceComponent[] } {
  const metered = sumOfVolumes([input.billedMeteredM3, input.unbilledMeteredM3]);
  const underRegistration = policy.customerMeterUnderRegistrationRatio;
  const estimates = {
    unbilledUnmeteredM3: share(input.waterSuppliedM3, policy.unbilledUnmeteredRatioOfSupplied),
    unauthorisedConsumptionM3: share(input.waterSuppliedM3, policy.unauthorisedRatioOfSupplied),
    dataHandlingErrorsM3: share(input.billedMeteredM3, policy.dataHandlingRatioOfBilledMetered),
    customerMeterInaccuracyM3:
      metered === null || underRegistration === null
        ? null
        : customerMeterInaccuracy(metered, underRegistration),
  };
  const names = [
    'unbilledUnmeteredM3',
    'unauthorisedConsumptionM3',
    'dataHandlingErrorsM3',
    'customerMeterInaccuracyM3',
  ] as const;
  const estimated = names.filter((name) => input[name] === null && estimates[name] !== null);
  const filled = Object.fromEntries(estimated.map((name) => [name, estimates[name]]));
  return { components: { ...input, ...filled }, estimated };
}
