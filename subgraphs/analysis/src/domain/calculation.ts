import type { KnownVolumes } from './dma-balance.ts';
import type { WaterBalance } from './balance.ts';
import type { Dma } from './dma.ts';

/** Names the rules of this package; a change that moves figures gets a new one. */
export const methodVersion = 'iwa-top-down-1';

/** The bottom-up view of real losses over a period. */
export type NightFlowLeakage = {
  readonly leakageM3: number;
  readonly differenceM3: number | null;
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
};
