import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { deleteDocument as deleteDocumentUseCase } from '../../services/delete-document.ts';

export const deleteDocument: NonNullable<MutationResolvers['deleteDocument']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await deleteDocumentUseCase(context, input.id);
  return result.ok
    ? { deletedDocumentId: result.value, userErrors: [] }
    : { deletedDocumentId: null, userErrors: [...result.errors] };
};
