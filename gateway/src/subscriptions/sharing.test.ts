import { serviceClaims, silentLogger, type ViewerClaims } from '@waris/service-kit';
import { createGateway, type Gateway } from '../create-gateway.ts';
import { createInProcessDataSource } from '../data-source/in-process.ts';
import { composeTwo, createTwoSubgraphs } from '../testkit/two-subgraphs.testkit.ts';
import type { SubscriptionPlan } from './plan.ts';
import { likenessOf } from './sharing.ts';

const north = { regionIds: ['north'], branchIds: [], dmaIds: [] };
const south = { regionIds: ['south'], branchIds: [], dmaIds: [] };
const query = 'subscription { readingRecorded { flowM3PerHour dma { code seenFrom } } }';

describe('subscriptions to the same', () => {
  let gateway: Gateway;
  let dmaIds: readonly string[];
  beforeEach(() => {
    const { network, telemetry, dmaIds: asked } = createTwoSubgraphs();
    dmaIds = asked;
    gateway = createGateway({
      supergraphSdl: composeTwo({ network: 'http://network', telemetry: 'http://telemetry' }),
      dataSource: ({ name }) =>
        createInProcessDataSource(name === 'network' ? network : telemetry, silentLogger),
    });
  });
  afterEach(() => gateway.stop());

  const collect = async (claims: Partial<ViewerClaims>) => {
    const results = await gateway.subscribe({
      query,
      viewer: { ...serviceClaims('test'), kind: 'user', ...claims },
    });
    if (!(Symbol.asyncIterator in results)) throw new Error('It was refused.');
    return Array.fromAsync(results);
  };
  const areasIn = (results: unknown) =>
    new Set(JSON.stringify(results).match(/north|south|everywhere/g));

  it('are completed once an event for all who see alike', async () => {
    const [first, second] = await Promise.all([
      collect({ id: 'somchai', scope: north }),
      collect({ id: 'malee', scope: north }),
    ]);
    expect(first).toHaveLength(2);
    second.forEach((result, n) => expect(result).toBe(first[n]));
    expect(dmaIds).toEqual(['1', '2']);
    expect(areasIn(first)).toEqual(new Set(['north']));
  });

  it('are never completed for viewers of other areas or permissions', async () => {
    const viewers: Partial<ViewerClaims>[] = [
      { scope: north },
      { scope: south },
      { scope: 'everywhere' },
      { scope: north, permissions: ['telemetry:read'] },
    ];
    const all = await Promise.all(viewers.map(collect));
    expect(dmaIds).toHaveLength(2 * viewers.length);
    expect(all.map(areasIn)).toEqual([['north'], ['south'], ['everywhere'], ['north']].map(setOf));
    // Both: those who come while another's is being completed, and those who come after.
    expect(areasIn(await collect({ scope: south }))).toEqual(new Set(['south']));
  });

  const setOf = (items: readonly string[]) => new Set(items);
});

describe('likenessOf', () => {
  const request = (id: string) => ({
    query,
    variables: {},
    operationName: undefined,
    context: {
      viewer: { ...serviceClaims('test'), kind: 'user' as const, id },
      requestId: id,
      log: silentLogger,
    },
  });
  const planOf = (...subgraphs: string[]) =>
    ({ subgraphs: new Set(subgraphs) }) as Partial<SubscriptionPlan> as SubscriptionPlan;

  it('tells people apart only where answers are about themselves', () => {
    const alike = (plan: SubscriptionPlan) =>
      likenessOf(plan, request('somchai')) === likenessOf(plan, request('malee'));
    expect(alike(planOf('telemetry', 'network'))).toBe(true);
    expect(alike(planOf('telemetry', 'identity'))).toBe(false);
  });

  it('tells variables and operations apart', () => {
    const plan = planOf('telemetry');
    const likenesses = [
      request('a'),
      { ...request('a'), variables: { code: 'D-1' } },
      { ...request('a'), variables: { code: 'D-2' } },
      { ...request('a'), operationName: 'Other' },
      { ...request('a'), query: 'subscription { readingRecorded { flowM3PerHour } }' },
    ].map((one) => likenessOf(plan, one));
    expect(new Set(likenesses).size).toBe(likenesses.length);
  });
});
