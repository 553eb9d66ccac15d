import type { AreaScope } from '@waris/service-kit';
import type { AccessAreasResolvers } from '../__generated__/resolvers-types.ts';

type Lists = Exclude<AreaScope, 'everywhere'>;

const references = (scope: AreaScope, list: keyof Lists) =>
  scope === 'everywhere' ? [] : scope[list].map((id) => ({ id }));

export const AccessAreas: AccessAreasResolvers = {
  everywhere: (scope) => scope === 'everywhere',
  regions: (scope) => references(scope, 'regionIds'),
  branches: (scope) => references(scope, 'branchIds'),
  dmas: (scope) => references(scope, 'dmaIds'),
};
