import { anonymousClaims, silentLogger } from '@waris/service-kit';
import { toApolloDataSource } from './apollo-data-source.ts';
import { countObjects } from './answer-size.ts';
import type { SubgraphDataSource } from './subgraph-data-source.ts';
import { withUniqueRepresentations } from './unique-representations.ts';

const meters = Array.from({ length: 299 }, (_, id) => ({ id }));
// One DMA of 300 objects, however often it is named.
const network: SubgraphDataSource = {
  execute: async ({ variables }) => {
    const asked = variables['representations'];
    return { data: { _entities: Array.isArray(asked) ? asked.map(() => ({ meters })) : [] } };
  },
  subscribe: async () => {
    throw new Error('Nobody subscribes.');
  },
  stop: async () => undefined,
};

/** As the plan executor asks: so many meters for their DMA, in the same operation or in another. */
function asker() {
  const context = { viewer: anonymousClaims, requestId: 'request', log: silentLogger };
  const source = toApolloDataSource(withUniqueRepresentations(network));
  return async (times: number): Promise<readonly unknown[]> => {
    const representations = Array.from({ length: times }, () => ({ __typename: 'Dma', id: '1' }));
    const request = { query: '{ x }', variables: { representations } };
    const { data, errors } = await source.process({ request, context } as never);
    return errors === undefined ? [data?.['_entities'].length] : errors.map((e) => e.extensions);
  };
}

const refused = [{ code: 'BAD_USER_INPUT' }];

describe('an answer of the gateway', () => {
  it('is refused when dealing out what was asked for often makes it too large', async () => {
    expect(await asker()(800)).toEqual([800]);
    expect(await asker()(1_000)).toEqual(refused);
  });

  it('is refused when the fetches of one operation make it too large together', async () => {
    const ask = asker();
    expect(await ask(500)).toEqual([500]);
    expect(await ask(500)).toEqual(refused);
  });

  it('may have columns of any length', () => {
    const values = Array.from({ length: 300_000 }, (_, n) => n);
    expect(countObjects({ series: { values, gaps: [null, ...values] } })).toBe(2);
  });
});
