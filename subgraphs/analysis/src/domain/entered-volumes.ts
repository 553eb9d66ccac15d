import { volumeM3, type VolumeM3 } from '@waris/water-loss';
import { periodText, type Period } from './period.ts';
import type { BalanceWarning } from './warnings.ts';

/** What people enter for a DMA because no meter that WARIS reads tells it. */
export const enteredKinds = [
  'SYSTEM_INPUT',
  'OWN_SOURCES',
  'IMPORTED',
  'EXPORTED',
  'BILLED_METERED',
  'BILLED_UNMETERED',
  'UNBILLED_METERED',
  'UNBILLED_UNMETERED',
  'UNAUTHORISED_CONSUMPTION',
  'CUSTOMER_METER_INACCURACY',
  'DATA_HANDLING_ERRORS',
] as const;

export type EnteredKind = (typeof enteredKinds)[number];

export type EnteredVolume = {
  readonly kind: EnteredKind;
  readonly period: Period;
  readonly volumeM3: number;
  /** Null takes the default of entered volumes. */
  readonly margin95Ratio: number | null;
  readonly grade: number | null;
};

/** An entered volume as it stands in one balance. */
export type EnteredFigure = {
  readonly volumeM3: VolumeM3;
  readonly margin95Ratio: number;
  readonly grade: number;
};

export type EnteredFigures = {
  readonly figures: Partial<Readonly<Record<EnteredKind, EnteredFigure>>>;
  readonly warnings: readonly BalanceWarning[];
};

/** Of an entered volume that came without: estimated or read once, nobody knows how well. */
export const enteredDefaults = { margin95Ratio: 0.05, grade: 5 };

/** What spreading a volume evenly over time may miss, as a share of the part that lies outside. */
const spreadingMargin95Ratio = 0.3;

/** Meters of a meeting at midnight may differ by rounding; a second decides nothing. */
const toleranceMs = 1000;

/**
 * Entered volumes of one DMA for a balance of a period. Several that together cover the period add
 * up; one that reaches beyond it is spread evenly, which widens its margin; a kind that covers a
 * part of the period only is not used, and the warning says so.
 */
export function enteredFigures(entered: readonly EnteredVolume[], period: Period): EnteredFigures {
  const figures: Partial<Record<EnteredKind, EnteredFigure>> = {};
  const partial: string[] = [];
  const spread: EnteredKind[] = [];
  for (const [kind, ofKind] of Map.groupBy(entered, (each) => each.kind)) {
    const parts = ofKind.map((each) => partIn(each, period)).filter((part) => part.ms > 0);
    const covered = parts.reduce((sum, part) => sum + part.ms, 0);
    if (covered === 0) continue;
    if (covered < lengthOf(period) - toleranceMs) {
      const share = ((covered / lengthOf(period)) * 100).toFixed(0);
      partial.push(`${kind} (${share} % of the time)`);
      continue;
    }
    if (parts.some((part) => part.share < 1)) spread.push(kind);
    figures[kind] = sumOf(parts);
  }
  return { figures, warnings: warningsOf(period, partial, spread) };
}

type Part = EnteredFigure & { readonly ms: number; readonly share: number };

const lengthOf = ({ from, to }: Period) => to.getTime() - from.getTime();

function partIn(entered: EnteredVolume, period: Period): Part {
  const from = Math.max(entered.period.from.getTime(), period.from.getTime());
  const to = Math.min(entered.period.to.getTime(), period.to.getTime());
  const ms = Math.max(0, to - from);
  const share = ms / lengthOf(entered.period);
  return {
    ms,
    share,
    volumeM3: volumeM3(entered.volumeM3 * share),
    margin95Ratio: Math.hypot(
      entered.margin95Ratio ?? enteredDefaults.margin95Ratio,
      spreadingMargin95Ratio * (1 - share),
    ),
    grade: entered.grade ?? enteredDefaults.grade,
  };
}

function sumOf(parts: readonly Part[]): EnteredFigure {
  const volume = parts.reduce((sum, part) => sum + part.volumeM3, 0);
  const margin = Math.hypot(...parts.map((part) => part.volumeM3 * part.margin95Ratio));
  return {
    volumeM3: volumeM3(volume),
    margin95Ratio: volume === 0 ? 0 : margin / Math.abs(volume),
    grade: Math.min(...parts.map((part) => part.grade)),
  };
}

function warningsOf(
  period: Period,
  partial: readonly string[],
  spread: readonly EnteredKind[],
): readonly BalanceWarning[] {
  const warnings: (BalanceWarning | false)[] = [
    partial.length > 0 && {
      code: 'ENTERED_VOLUMES_PARTIAL',
      message: `Entered volumes cover a part of ${periodText(period)} only and were not used: ${partial.join(', ')}. Enter the rest, or ask for the part.`,
    },
    spread.length > 0 && {
      code: 'ENTERED_VOLUMES_SPREAD',
      message: `Entered for a longer time and spread evenly, which widens their margins: ${spread.join(', ')}.`,
    },
  ];
  return warnings.filter((warning) => warning !== false);
}

/** The first of the kept volumes whose time overlaps a new one's without being the same. */
export function overlapping<Kept extends { readonly kind: EnteredKind; readonly period: Period }>(
  kept: readonly Kept[],
  kind: EnteredKind,
  period: Period,
): Kept | null {
  const found = kept.find(
    (each) =>
      each.kind === kind &&
      each.period.from < period.to &&
      period.from < each.period.to &&
      !isSamePeriod(each.period, period),
  );
  return found ?? null;
}

export function isSamePeriod(a: Period, b: Period): boolean {
  return a.from.getTime() === b.from.getTime() && a.to.getTime() === b.to.getTime();
}
