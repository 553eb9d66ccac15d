import {
  dataValidity,
  fillByPolicy,
  volumeM3,
  type BalanceComponent,
  type BalanceComponents,
  type BandMatrix,
  type DataValidity,
  type GaugeUnit,
  type UarlFormula,
  type VolumeM3,
} from '@waris/water-loss';
import { arithmeticWarnings } from './arithmetic-warnings.ts';
import {
  auditMargins,
  bareComponents,
  type AuditMargins,
  type MarginsOf,
} from './audit-margins.ts';
import { inputOfComponent, type QualityOverride } from './balance-inputs.ts';
import { estimatedBy, policyWith } from './balance-policy.ts';
import { volumesOf, type BalanceVolumes, type EstimatedComponent } from './balance.ts';
import { indexWarnings, uarlWarnings } from './network-warnings.ts';
import {
  leakageIndicators,
  uarlOf,
  type LeakageIndicators,
  type NetworkFigures,
} from './leakage-indicators.ts';
import { unitDoubts } from './unit-doubts.ts';
import type { BalanceWarning } from './warnings.ts';
import { waterCosts, type CostSettings, type WaterCosts } from './water-costs.ts';

/** Entered figures, converted and checked. */
export type AuditFigures = {
  readonly components: BalanceComponents;
  /** In place of its three components, which are then null. */
  readonly apparentLossesM3: VolumeM3 | null;
  readonly margins: MarginsOf;
  readonly averagePressureMargin95Ratio: number;
  readonly periodDays: number;
  readonly network: NetworkFigures;
  /** As which the average pressure was entered. */
  readonly pressureUnit: GaugeUnit;
  /** False where it was left out and is taken as none. */
  readonly isPrivatePipeEntered: boolean;
  readonly estimateMissing: boolean;
  readonly customerMeterUnderRegistrationRatio: number | null;
  readonly formula: UarlFormula;
  readonly bandMatrix: BandMatrix;
  readonly quality: readonly QualityOverride[];
  readonly costSettings: CostSettings | null;
};

export type WaterAudit = {
  readonly volumes: BalanceVolumes;
  readonly indicators: LeakageIndicators;
  readonly margins: AuditMargins | null;
  /** Null without a grade. */
  readonly validity: DataValidity | null;
  readonly costs: WaterCosts | null;
  readonly estimatedComponents: readonly EstimatedComponent[];
  readonly missingComponents: readonly BalanceComponent[];
  readonly warnings: readonly BalanceWarning[];
};

const apparentParts = [
  'unauthorisedConsumptionM3',
  'customerMeterInaccuracyM3',
  'dataHandlingErrorsM3',
] as const;

/** Balance, indicators and margins of one audit, whatever the source of its figures. */
export function waterAudit(figures: AuditFigures): WaterAudit {
  const policy = policyWith(figures.customerMeterUnderRegistrationRatio);
  const { components, estimated } = completed(figures, policy);
  const { volumes, totals } = volumesOf(components);
  const uarl = uarlOf(figures.network, figures.formula);
  const shown = figures.apparentLossesM3 === null ? volumes : withoutApparentParts(volumes);
  const { network, periodDays, costSettings: settings } = figures;
  const indicators = leakageIndicators({ ...volumes, periodDays }, network, uarl, figures);
  const audited = { ...figures, components, volumes, indicators, estimated };
  const margins = auditMargins(audited);
  return {
    volumes: shown,
    indicators,
    margins,
    validity: validityOfGrades(figures.quality),
    costs: settings === null ? null : waterCosts(volumes, margins, settings, periodDays),
    estimatedComponents: estimatedBy(policy, estimated),
    missingComponents: totals.missing,
    warnings: [
      ...notEntered(figures),
      ...unitDoubts(network.averagePressureM, components, figures.pressureUnit),
      ...uarlWarnings(uarl),
      ...indexWarnings(indicators.infrastructureLeakageIndex),
      ...marginWarning(bareComponents(audited), figures, margins),
      ...arithmeticWarnings(components, totals),
    ],
  };
}

function validityOfGrades(quality: readonly QualityOverride[]): DataValidity | null {
  const graded = quality.flatMap(({ input, grade }) => (grade === null ? [] : [[input, grade]]));
  return dataValidity(Object.fromEntries(graded));
}

function completed(
  figures: AuditFigures,
  policy: ReturnType<typeof policyWith>,
): { components: BalanceComponents; estimated: readonly BalanceComponent[] } {
  const given = figures.components;
  // As one figure it stands in the place of its first part; the arithmetic needs their sum only.
  const entered =
    figures.apparentLossesM3 === null
      ? given
      : {
          ...given,
          unauthorisedConsumptionM3: figures.apparentLossesM3,
          customerMeterInaccuracyM3: volumeM3(0),
          dataHandlingErrorsM3: volumeM3(0),
        };
  return figures.estimateMissing
    ? fillByPolicy(entered, policy)
    : { components: entered, estimated: [] };
}

function withoutApparentParts(volumes: BalanceVolumes): BalanceVolumes {
  return { ...volumes, ...Object.fromEntries(apparentParts.map((name) => [name, null])) };
}

/** What was left out of the network, and what cannot be told without it. */
function notEntered({ network, isPrivatePipeEntered }: AuditFigures): readonly BalanceWarning[] {
  const lacking = [
    network.connections === null && {
      code: 'CONNECTIONS_UNKNOWN' as const,
      message: '`connections` was not entered: no UARL, no ILI and no losses per connection.',
    },
    network.mainsLengthKm === null && {
      code: 'MAINS_LENGTH_UNKNOWN' as const,
      message: '`mainsLength` was not entered: no UARL and no ILI.',
    },
    network.averagePressureM === null && {
      code: 'PRESSURE_UNKNOWN' as const,
      message: '`averagePressure` was not entered: no UARL and no ILI.',
    },
  ].filter((warning) => warning !== false);
  if (lacking.length > 0 || isPrivatePipeEntered) return lacking;
  const message =
    '`privatePipeLength` was not entered and is taken as none, as if meters stood at boundaries.';
  return [{ code: 'PRIVATE_PIPE_LENGTH_ASSUMED_NONE', message }];
}

function marginWarning(
  bare: readonly BalanceComponent[],
  figures: AuditFigures,
  margins: AuditMargins | null,
): readonly BalanceWarning[] {
  const anyMargin = Object.values(figures.margins).some((margin) => margin !== undefined);
  if (margins !== null || !anyMargin) return [];
  const names = bare.map((name) => inputOfComponent[name]).join(', ');
  const message = `${names} have no margin, so none is carried on to the results.`;
  return [{ code: 'MARGIN_MISSING', message }];
}
