import type { KnownVolumes } from './balance-components.ts';
import type { QualityOverride } from './balance-inputs.ts';
import type { WaterBalance } from './balance.ts';
import type { Dma } from './dma.ts';

/** Names the rules of this package; a change that moves figures gets a new one. */
export const methodVersion = 'iwa-top-down-3';

/** The bottom-up view of real losses over a period. */
export type NightFlowLeakage = {
  readonly leakageM3: number;
  readonly leakageMargin95M3: number | null;
  readonly differenceM3: number | null;
  readonly differenceMargin95M3: number | null;
  /** Whether the difference lies within its margin. */
  readonly agree: boolean | null;
  readonly nightCount: number;
};

export type CalculationInputs = {
  readonly network: Pick<
    Dma,
    'connections' | 'mainsLengthKm' | 'privatePipeLengthKm' | 'averagePressureM'
  >;
  readonly policyName: string;
  readonly customerMeterUnderRegistrationRatio: number | null;
  readonly knownVolumes: KnownVolumes;
  /** What the caller knew better about inputs. */
  readonly quality: readonly QualityOverride[];
};

/** A balance that is kept as it was calculated. */
export type Calculation = {
  readonly id: string;
  readonly dmaId: string;
  readonly branchId: string;
  readonly regionId: string;
  readonly balance: WaterBalance;
  readonly nightFlowLeakage: NightFlowLeakage | null;
  readonly inputs: CalculationInputs;
  readonly methodVersion: string;
  readonly calculatedBy: { readonly kind: string; readonly id: string };
  readonly calculatedAt: Date;
  readonly cause: 'asked for' | 'late data';
  /** The highest revision among the days of readings that it was computed from. */
  readonly dataRevision: number;
  /** What took its place; null while it is the current one of its DMA and period. */
  readonly superseded: { readonly byId: string; readonly at: Date } | null;
};
