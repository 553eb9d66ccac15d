import type { BalanceComponent, BalanceComponents } from '@waris/water-loss';
import type { BalanceVolumes } from './balance.ts';
import {
  assumedQuality,
  inputOfComponent,
  type BalanceInput,
  type QualityOverride,
} from './balance-inputs.ts';
import { qualityOf, type BalanceQuality } from './balance-quality.ts';
import type { LeakageIndicators, NetworkFigures } from './leakage-indicators.ts';

/** 95 % margins as shares of their volumes. */
export type MarginsOf = Partial<Readonly<Record<BalanceComponent, number>>>;

/** Margins of an audit; the last three are shares of the figure they are named after. */
export type AuditMargins = BalanceQuality['margins'] & {
  readonly nonRevenueWaterMargin95Ratio: number | null;
  readonly realLossesMargin95Ratio: number | null;
  readonly infrastructureLeakageIndexMargin95Ratio: number | null;
};

export type AuditedFigures = {
  readonly components: BalanceComponents;
  readonly volumes: BalanceVolumes;
  readonly indicators: LeakageIndicators;
  readonly network: NetworkFigures;
  readonly periodDays: number;
  readonly estimated: readonly BalanceComponent[];
  readonly margins: MarginsOf;
  readonly averagePressureMargin95Ratio: number;
  readonly quality: readonly QualityOverride[];
};

const names = Object.keys(inputOfComponent) as readonly BalanceComponent[];

/**
 * Margins of all figures; null as a whole while a volume other than 0 has none. What was estimated
 * has the margin of its estimate, unless the caller gives one.
 */
export function auditMargins(figures: AuditedFigures): AuditMargins | null {
  const given = marginsOfInputs(figures);
  if (given.size === 0) return null;
  if (bareComponents(figures).length > 0) return null;
  const inputs: readonly BalanceInput[] = Array.from(given, ([input, margin95Ratio]) => ({
    input,
    source: 'ENTERED',
    margin95Ratio,
    grade: 1,
  }));
  const { margins } = qualityOf(figures, inputs);
  const { volumes, indicators } = figures;
  return {
    ...margins,
    nonRevenueWaterMargin95Ratio: share(margins.nonRevenueWaterM3, volumes.nonRevenueWaterM3),
    realLossesMargin95Ratio: share(margins.realLossesM3, volumes.realLossesM3),
    infrastructureLeakageIndexMargin95Ratio: share(
      margins.infrastructureLeakageIndex,
      indicators.infrastructureLeakageIndex,
    ),
  };
}

/** Volumes other than 0 that have no margin. */
export function bareComponents(figures: AuditedFigures): readonly BalanceComponent[] {
  const given = marginsOfInputs(figures);
  return names.filter(
    (name) => (figures.components[name] ?? 0) !== 0 && !given.has(inputOfComponent[name]),
  );
}

function marginsOfInputs(figures: AuditedFigures): Map<BalanceInput['input'], number> {
  const given = new Map<BalanceInput['input'], number>();
  for (const name of names) {
    const margin = figures.margins[name];
    if (margin !== undefined) given.set(inputOfComponent[name], margin);
  }
  for (const { input, margin95Ratio } of figures.quality) {
    if (margin95Ratio !== null) given.set(input, margin95Ratio);
  }
  if (given.size === 0) return given;
  for (const name of figures.estimated) {
    const { margin95Ratio } = assumedQuality(name);
    const input = inputOfComponent[name];
    if (margin95Ratio !== null && !given.has(input)) given.set(input, margin95Ratio);
  }
  if (!given.has('AVERAGE_PRESSURE')) {
    given.set('AVERAGE_PRESSURE', figures.averagePressureMargin95Ratio);
  }
  return given;
}

function share(margin: number | null, of: number | null): number | null {
  return margin === null || of === null || of === 0 ? null : margin / Math.abs(of);
}
