import type { BalanceVolumes } from '../domain/balance.ts';

/** Volumes under their names in the graph. */
export function toVolumes({ waterSuppliedM3, ...volumes }: BalanceVolumes) {
  return { systemInputVolumeM3: waterSuppliedM3, ...volumes };
}
