import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { enterVolumes as enterVolumesUseCase } from '../../services/enter-volumes.ts';

export const enterVolumes: NonNullable<MutationResolvers['enterVolumes']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await enterVolumesUseCase(context, {
    dmaCode: input.dmaCode,
    volumes: input.volumes.map((volume) => ({
      ...volume,
      margin95Ratio: volume.margin95Ratio ?? null,
      grade: volume.grade ?? null,
      note: volume.note ?? null,
    })),
  });
  return result.ok
    ? { volumes: [...result.value], userErrors: [] }
    : { volumes: null, userErrors: [...result.errors] };
};
