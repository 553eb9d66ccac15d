import {
  convertPressure,
  doubtfulConsumption,
  doubtfulPressure,
  type BalanceComponents,
  type GaugeUnit,
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
  pressureUnit: GaugeUnit = 'm',
): readonly BalanceWarning[] {
  return [
    ...pressureDoubt(averagePressureM, pressureUnit),
    ...consumptionDoubt(billedMeteredM3, waterSuppliedM3),
  ];
}

function pressureDoubt(pressure: PressureM | null, saidUnit: GaugeUnit): readonly BalanceWarning[] {
  const question = pressure === null ? null : pressureQuestion(pressure, saidUnit);
  if (question === null || pressure === null) return [];
  const message = `An average pressure of ${question} UARL and ILI were computed from ${pressure.toFixed(1)} m.`;
  return [{ code: 'PRESSURE_UNIT_DOUBTFUL', message }];
}

/** `4.0 m is unusual: is it in bar? It would be 40.8 m.` Null where the pressure is plausible. */
export function pressureQuestion(pressure: PressureM, saidUnit: GaugeUnit): string | null {
  const doubt = doubtfulPressure(pressure, saidUnit);
  if (doubt === null) return null;
  const metres = `${pressure.toFixed(1)} m`;
  const said =
    saidUnit === 'm'
      ? metres
      : `${plainNumber(pressure / convertPressure(1, saidUnit))} ${saidUnit} (${metres})`;
  return `${said} is unusual: is it in ${doubt.likelyUnit}? It would be ${doubt.convertedM.toFixed(1)} m.`;
}

function consumptionDoubt(
  billed: BalanceComponents['billedMeteredM3'],
  supplied: BalanceComponents['waterSuppliedM3'],
): readonly BalanceWarning[] {
  const doubt = billed === null || supplied === null ? null : doubtfulConsumption(billed, supplied);
  if (doubt === null || billed === null || supplied === null) return [];
  const share = plainNumber(billed / supplied);
  const message = `Billed consumption is ${share} times the system input: are the bills in ${doubt.likelyUnit}? They would be ${doubt.convertedM3.toFixed(0)} m³. Nothing was converted.`;
  return [{ code: 'BILLING_UNIT_DOUBTFUL', message }];
}

/** Two digits and no exponent: `740`, `5.2`, `0.00074`. */
function plainNumber(value: number): string {
  const digits = Math.max(0, 1 - Math.floor(Math.log10(value)));
  const isWhole = digits === 0 || Number.isInteger(value);
  return isWhole ? value.toFixed(0) : value.toFixed(Math.min(digits, 20));
}
