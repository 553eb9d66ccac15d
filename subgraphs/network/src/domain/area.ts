import type { AreaScope } from '@waris/service-kit';
import type { Dma } from './register.ts';

/** Whether a row that did not come through a scoped query may be shown. */
export function isDmaInArea(scope: AreaScope, dma: Dma): boolean {
  return (
    scope === 'everywhere' ||
    scope.regionIds.includes(dma.regionId) ||
    scope.branchIds.includes(dma.branchId) ||
    scope.dmaIds.includes(dma.id)
  );
}
