import type { BalanceComponent } from '@waris/water-loss';
import type { EstimatedComponent } from '../domain/balance.ts';

const names = {
  waterSuppliedM3: 'SYSTEM_INPUT',
  billedMeteredM3: 'BILLED_METERED',
  billedUnmeteredM3: 'BILLED_UNMETERED',
  unbilledMeteredM3: 'UNBILLED_METERED',
  unbilledUnmeteredM3: 'UNBILLED_UNMETERED',
  unauthorisedConsumptionM3: 'UNAUTHORISED_CONSUMPTION',
  customerMeterInaccuracyM3: 'CUSTOMER_METER_INACCURACY',
  dataHandlingErrorsM3: 'DATA_HANDLING_ERRORS',
} as const satisfies Record<BalanceComponent, string>;

export function toGraphComponent(component: BalanceComponent) {
  return names[component];
}

export function toEstimatedComponents(components: readonly EstimatedComponent[]) {
  return components.map(({ component, basis }) => ({ component: names[component], basis }));
}
