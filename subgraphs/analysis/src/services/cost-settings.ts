import type { Context } from '../context.ts';
import type { Dma } from '../domain/dma.ts';
import type { KeptCostSettings } from '../persistence/cost-settings-repository.ts';

/** Prices that hold for a DMA: its own, else its branch's, else its region's. */
export async function costSettingsOfDma(
  context: Context,
  dma: Dma,
): Promise<KeptCostSettings | null> {
  context.viewer.require('analysis:read');
  const [own, branch, region] = await Promise.all([
    context.loaders.costSettings.load(dma.id),
    context.loaders.costSettings.load(dma.branchId),
    context.loaders.costSettings.load(dma.regionId),
  ]);
  const nearest = own ?? branch ?? region;
  // What it costs to run a branch is not what it costs to run one of its DMAs.
  return nearest === null || own !== null ? nearest : { ...nearest, annualOperatingCost: null };
}
