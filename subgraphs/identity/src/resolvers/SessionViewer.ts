import type { AreaScope } from '@waris/service-kit';
import type { SessionViewerResolvers } from '../__generated__/resolvers-types.ts';

type Lists = Exclude<AreaScope, 'everywhere'>;

const idsOf = (scope: AreaScope, list: keyof Lists) =>
  scope === 'everywhere' ? [] : [...scope[list]];

export const SessionViewer: SessionViewerResolvers = {
  roles: (viewer) => [...viewer.roles],
  permissions: (viewer) => [...viewer.permissions],
  everywhere: ({ scope }) => scope === 'everywhere',
  regionIds: ({ scope }) => idsOf(scope, 'regionIds'),
  branchIds: ({ scope }) => idsOf(scope, 'branchIds'),
  dmaIds: ({ scope }) => idsOf(scope, 'dmaIds'),
};
