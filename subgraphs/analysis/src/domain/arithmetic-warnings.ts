import {
  signedComponents,
  type BalanceComponent,
  type BalanceComponents,
  type WaterBalance as BalanceTotals,
} from '@waris/water-loss';
import { inputOfComponent } from './balance-inputs.ts';
import type { BalanceWarning } from './warnings.ts';

/** What the arithmetic noticed in a balance, with the figures that it is about. */
export function arithmeticWarnings(
  components: BalanceComponents,
  totals: BalanceTotals,
): readonly BalanceWarning[] {
  return totals.warnings.map((warning): BalanceWarning => {
    switch (warning) {
      case 'NegativeComponent': {
        const message = `${negativeOf(components)} cannot be negative: check the signs of meters and entries.`;
        return { code: 'NEGATIVE_COMPONENT', message };
      }
      case 'NegativeWaterLosses': {
        const message = `More water was consumed (${m3(totals.authorisedConsumptionM3)}) than came in (${m3(totals.waterSuppliedM3)}): check boundary meters and billing periods.`;
        return { code: 'NEGATIVE_WATER_LOSSES', message };
      }
      case 'NegativeRealLosses': {
        const message = `Apparent losses (${m3(totals.apparentLossesM3)}) exceed water losses (${m3(totals.waterLossesM3)}): check meters and the assumed shares.`;
        return { code: 'NEGATIVE_REAL_LOSSES', message };
      }
      case 'NoWaterSupplied': {
        const message = 'No water came in over the period: ratios have no meaning.';
        return { code: 'NO_WATER_SUPPLIED', message };
      }
      default:
        return warning satisfies never;
    }
  });
}

function negativeOf(components: BalanceComponents): string {
  const names = Object.keys(inputOfComponent) as readonly BalanceComponent[];
  return names
    .filter((name) => !signedComponents.has(name) && (components[name] ?? 0) < 0)
    .map((name) => `${inputOfComponent[name]} (${m3(components[name])})`)
    .join(', ');
}

function m3(volume: number | null): string {
  return `${(volume ?? 0).toFixed(1)} m³`;
}
