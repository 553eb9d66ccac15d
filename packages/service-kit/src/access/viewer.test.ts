import { serviceClaims, sightOf, type ViewerClaims } from './viewer.ts';

const [north, south] = [
  '0197f3a0-0000-7000-8000-000000000001',
  '0197f3a0-0000-7000-8000-000000000002',
];
const analyst: ViewerClaims = {
  kind: 'user',
  id: 'somchai',
  sessionId: '0197f3a0-0000-7000-8000-00000000000a',
  roles: ['analyst'],
  permissions: ['network:read', 'telemetry:read'],
  scope: { regionIds: [north, south], branchIds: [], dmaIds: [] },
};

describe('sightOf', () => {
  it('is alike for two people of the same grants, in whatever order', () => {
    const other: ViewerClaims = {
      ...analyst,
      id: 'malee',
      sessionId: null,
      kind: 'apiKey',
      permissions: ['telemetry:read', 'network:read'],
      scope: { regionIds: [south, north], branchIds: [], dmaIds: [] },
    };
    expect(sightOf(other)).toBe(sightOf(analyst));
  });

  it.each<[string, Partial<ViewerClaims>]>([
    ['another region', { scope: { regionIds: [north], branchIds: [], dmaIds: [] } }],
    ['a branch of that id', { scope: { regionIds: [north], branchIds: [south], dmaIds: [] } }],
    ['everywhere', { scope: 'everywhere' }],
    ['one permission less', { permissions: ['telemetry:read'] }],
    ['another role', { roles: ['operator'] }],
    ['nobody known', { kind: 'anonymous' }],
  ])('differs for %s', (_what, change) => {
    expect(sightOf({ ...analyst, ...change })).not.toBe(sightOf(analyst));
  });

  it('does not take one list for another', () => {
    const none = { regionIds: [], branchIds: [], dmaIds: [] };
    const sights = ['regionIds', 'branchIds', 'dmaIds'].map((level) =>
      sightOf({ ...serviceClaims('x'), scope: { ...none, [level]: [north] } }),
    );
    expect(new Set(sights).size).toBe(3);
  });
});
