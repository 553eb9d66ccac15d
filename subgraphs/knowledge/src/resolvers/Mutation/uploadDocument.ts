import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { uploadDocument as uploadDocumentUseCase } from '../../services/upload-document.ts';

export const uploadDocument: NonNullable<MutationResolvers['uploadDocument']> = async (
  _parent,
  { input: { regionIds = [], branchIds = [], dmaIds = [], language, ...input } },
  context,
) => {
  const result = await uploadDocumentUseCase(context, {
    ...input,
    language: language ?? null,
    areas: { regionIds, branchIds, dmaIds },
  });
  return result.ok
    ? { ...result.value, userErrors: [] }
    : { document: null, alreadyUploaded: false, userErrors: [...result.errors] };
};
