import type { ReadingRevisionResolvers } from '../__generated__/resolvers-types.ts';
import { stateOfCode } from '../domain/quality/quality-codes.ts';

export const ReadingRevision: ReadingRevisionResolvers = {
  previousState: ({ previousCode }) => stateOfCode(previousCode),
  revisedBy: ({ revisedBy }) => {
    const [kind, id = ''] = revisedBy.split(':', 2);
    return kind === 'user' ? { id } : null;
  },
};
