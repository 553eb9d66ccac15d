import { volumeM3 } from '@waris/water-loss';
import type { KnownVolumesInput } from '../__generated__/resolvers-types.ts';
import type { KnownVolumes } from '../domain/balance-components.ts';

/** Entered volumes by component; what was left out is absent. */
export function fromKnownVolumes(input: KnownVolumesInput | null | undefined): KnownVolumes {
  const { systemInputVolumeM3, ...others } = input ?? {};
  const entered = Object.entries({ waterSuppliedM3: systemInputVolumeM3, ...others });
  return Object.fromEntries(
    entered.flatMap(([name, volume]) =>
      typeof volume === 'number' ? [[name, volumeM3(volume)]] : [],
    ),
  );
}
