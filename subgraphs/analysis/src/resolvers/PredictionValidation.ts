import type { PredictionValidationResolvers } from '../__generated__/resolvers-types.ts';
import { outcomeNames } from './detection-names.ts';

export const PredictionValidation: PredictionValidationResolvers = {
  outcome: ({ outcome }) => outcomeNames[outcome],
  validatedBy: ({ validatedBy }) => (validatedBy.kind === 'user' ? { id: validatedBy.id } : null),
};
