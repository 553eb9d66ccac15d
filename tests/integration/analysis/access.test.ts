import type { TestTenant } from '@waris/testkit';
import { entityOf, entityQuery, openWorld, periodArgument, type World } from './world.ts';

let world: World;
let mine: TestTenant;
let theirs: TestTenant;
beforeAll(async () => {
  world = await openWorld();
  mine = await world.tenant(2);
  theirs = await world.tenant(1);
});
afterAll(() => world.close());

const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-03T00:00:00Z' };
const balance = `waterBalance(${periodArgument}) { coveredDmaCodes missingDmaCodes }`;
const dmaFields = `${balance}
  minimumNightFlow(${periodArgument}) { days }
  waterBalanceHistory { nodes { id } }`;

const scopeOf = (tenant: TestTenant) => ({
  regions: { regionIds: [tenant.regionId], branchIds: [], dmaIds: [] },
  branches: { regionIds: [], branchIds: [tenant.branchId], dmaIds: [] },
  dmas: { regionIds: [], branchIds: [], dmaIds: tenant.dmas.map((dma) => dma.id) },
});

async function entity(type: string, fields: string, id: string | undefined, claims = {}) {
  const answer = await world.ask(entityQuery(type, fields), { id, ...range }, claims);
  expect(answer.errors).toEqual([]);
  return entityOf(answer);
}

describe('what a caller sees', () => {
  it('is nothing of a DMA outside the scope, as of one that does not exist', async () => {
    const absent = '01900000-0000-7000-8000-000000000000';
    for (const scope of Object.values(scopeOf(mine))) {
      expect(await entity('Dma', dmaFields, theirs.dmas[0]?.id, { scope })).toBeNull();
      expect(await entity('Dma', dmaFields, absent, { scope })).toBeNull();
      expect(await entity('Dma', dmaFields, mine.dmas[0]?.id, { scope })).not.toBeNull();
    }
    expect(await entity('Dma', dmaFields, 'no-uuid')).toBeNull();
  });

  it('is no total of an area that is not seen as a whole', async () => {
    const nothing = { waterBalance: null };
    const whole = { waterBalance: { missingDmaCodes: mine.dmas.map((dma) => dma.code) } };
    const { regions, branches, dmas } = scopeOf(mine);
    expect(await entity('Region', balance, mine.regionId, { scope: regions })).toMatchObject(whole);
    expect(await entity('Region', balance, mine.regionId, { scope: branches })).toEqual(nothing);
    expect(await entity('Region', balance, mine.regionId, { scope: dmas })).toEqual(nothing);
    expect(await entity('Branch', balance, mine.branchId, { scope: regions })).toMatchObject(whole);
    expect(await entity('Branch', balance, mine.branchId, { scope: branches })).toMatchObject(
      whole,
    );
    expect(await entity('Branch', balance, mine.branchId, { scope: dmas })).toEqual(nothing);
    expect(await entity('Branch', balance, theirs.branchId, { scope: regions })).toEqual(nothing);
    expect(await entity('Region', balance, theirs.regionId, { scope: regions })).toEqual(nothing);
    expect(await entity('Region', balance, 'no-uuid')).toEqual(nothing);
  });

  it.each(['Dma', 'Branch', 'Region'])(
    'of %s needs analysis:read, which writing does not bring',
    async (type) => {
      const id = { Dma: mine.dmas[0]?.id, Branch: mine.branchId, Region: mine.regionId }[type];
      const query = entityQuery(type, balance);
      const refused = await world.ask(query, { id, ...range }, { permissions: ['analysis:write'] });
      expect(refused.errors[0]?.code).toBe('FORBIDDEN');
      const anonymous = await world.ask(query, { id, ...range }, { kind: 'anonymous' });
      expect(anonymous.errors[0]?.code).toBe('UNAUTHENTICATED');
    },
  );
});
