import {
  doubtfulConsumption,
  doubtfulPressure,
  type BalanceComponents,
  type PressureM,
} from '@waris/water-loss';
import type { BalanceWarning } from './warnings.ts';

/** Asks about figures that look as if they came in another unit; they are used as they are. */
export function unitDoubts(
  averagePressureM: PressureM | null,
  {
    billedMeteredM3,
    waterSuppliedM3,
  }: Pick<BalanceComponents, 'billedMeteredM3' | 'waterSuppliedM3'>,
): readonly BalanceWarning[] {
  return [
    ...pressureDoubt(averagePressureM),
    ...consumptionDoubt(billedMeteredM3, waterSuppliedM3),
  ];
}

export function pressureDoubt(pressure: PressureM | null): readonly BalanceWarning[] {
  const doubt = pressure === null ? null : doubtfulPressure(pressure);
  if (doubt === null) return [];
  const message = `An average pressure of ${pressure} m is unusual: is it in ${doubt.likelyUnit}? It would be ${doubt.convertedM.toFixed(1)} m. UARL and ILI were computed from ${pressure} m.`;
  return [{ code: 'PRESSURE_UNIT_DOUBTFUL', message }];
}

function consumptionDoubt(
  billed: BalanceComponents['billedMeteredM3'],
  supplied: BalanceComponents['waterSuppliedM3'],
): readonly BalanceWarning[] {
  const doubt = billed === null || supplied === null ? null : doubtfulConsumption(billed, supplied);
  if (doubt === null || billed === null || supplied === null) return [];
  const share = (billed / supplied).toPrecision(2);
  const message = `Billed consumption is ${share} times the system input: are the bills in ${doubt.likelyUnit}? They would be ${doubt.convertedM3.toFixed(0)} m³. Nothing was converted.`;
  return [{ code: 'BILLING_UNIT_DOUBTFUL', message }];
}
