import type { BandMatrix } from '@waris/water-loss';
import { areaBalance } from './area-balance.ts';
import type { WaterBalance } from './balance.ts';
import type { Calculation, NightFlowLeakage } from './calculation.ts';
import type { Dma } from './dma.ts';
import { sumOfLeakage } from './night-flow-leakage.ts';
import type { Period } from './period.ts';
import type { CostSettings } from './water-costs.ts';

/** Kept balances of an area's DMAs, and what they make together. */
export type KeptAreaBalance = {
  /** Null while a DMA lacks one: a part is not a total. */
  readonly sum: {
    readonly balance: WaterBalance;
    readonly nightFlowLeakage: NightFlowLeakage | null;
  } | null;
  readonly calculations: readonly Calculation[];
  readonly dmaCodesWithout: readonly string[];
};

/**
 * Adds up what was kept, as it was kept: the extent of each network is that of its calculation. The
 * calculations are those of the DMAs, in their order; null where there is none.
 */
export function keptAreaBalance(
  period: Period,
  dmas: readonly Dma[],
  found: readonly (Calculation | null)[],
  { bandMatrix, costSettings }: { bandMatrix: BandMatrix; costSettings: CostSettings | null },
): KeptAreaBalance {
  const calculations = found.filter((calculation) => calculation !== null);
  const dmaCodesWithout = dmas.flatMap(({ code }, index) => (found[index] ? [] : [code]));
  if (dmaCodesWithout.length > 0) return { sum: null, calculations, dmaCodesWithout };
  const balance = areaBalance(
    period,
    calculations.map((calculation, index) => ({
      code: dmas[index]?.code ?? '',
      connections: calculation.inputs.network.connections,
      mainsLengthKm: calculation.inputs.network.mainsLengthKm,
      balance: calculation.balance,
    })),
    bandMatrix,
    costSettings,
  );
  return {
    sum: { balance, nightFlowLeakage: leakageOf(calculations, balance) },
    calculations,
    dmaCodesWithout,
  };
}

function leakageOf(
  calculations: readonly Calculation[],
  { volumes, quality }: WaterBalance,
): NightFlowLeakage | null {
  return sumOfLeakage(
    calculations.map(({ nightFlowLeakage: kept }) =>
      kept === null
        ? null
        : {
            leakageM3: kept.leakageM3,
            margin95M3: kept.leakageMargin95M3,
            nightCount: kept.nightCount,
          },
    ),
    { volumeM3: volumes.realLossesM3, margin95M3: quality.margins.realLossesM3 },
  );
}
