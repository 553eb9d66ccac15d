import { createTenant, testStores } from '@waris/testkit';
import { loadCustomerMeters } from '@waris/network';
import pg from 'pg';
import { openNetworkWorld, type NetworkWorld } from './network-world.ts';

let world: NetworkWorld;

beforeAll(async () => {
  world = await openNetworkWorld();
});

afterAll(() => world.stop());

/** How many statements reach the database while `work` runs. */
async function countStatements(work: () => Promise<unknown>): Promise<number> {
  let sent = 0;
  const plain = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query');
  if (plain === undefined) throw new Error('pg.Client has lost its query method.');
  Object.defineProperty(pg.Client.prototype, 'query', {
    ...plain,
    value: function counted(this: pg.Client, ...args: unknown[]): unknown {
      sent += 1;
      return Reflect.apply(plain.value, this, args);
    },
  });
  try {
    await work();
    return sent;
  } finally {
    Object.defineProperty(pg.Client.prototype, 'query', plain);
  }
}

const dashboard = `query ($branch: String!) { dmas(branchCode: $branch, first: 50) { nodes {
  code boundary areaKm2 centroid region { code } branch { code }
  meters(first: 5) { nodes { serialNumber location dma { code } sourceDma { code } branch { code } } }
  pipes(first: 5) { nodes { code path dma { code } } }
  inlets { direction meter { serialNumber } } tanks { code } } } }`;

async function branchWith(dmas: number): Promise<string> {
  const tenant = await createTenant(testStores().postgresUrl, { dmas });
  const codes = tenant.dmas.flatMap(({ code }) => [code, code, code]);
  await loadCustomerMeters(world.context(), {
    serialNumbers: codes.map((code, index) => `${code}-${index}`),
    dmaCodes: codes,
  });
  return tenant.branchCode;
}

describe('a dashboard of many DMAs', () => {
  it('costs as many statements for 50 as for 2', async () => {
    const [few, many] = [await branchWith(2), await branchWith(50)];
    const ask = (branch: string) => async () => {
      const { data, codes } = await world.ask(dashboard, { branch });
      expect(codes).toEqual([]);
      const { dmas } = data as { dmas: { nodes: { meters: { nodes: object[] } }[] } };
      expect(dmas.nodes.every(({ meters }) => meters.nodes.length === 3)).toBe(true);
    };
    const forFew = await countStatements(ask(few));
    const forMany = await countStatements(ask(many));
    expect(forMany).toBe(forFew);
    expect(forMany).toBeGreaterThan(5);
    expect(forMany).toBeLessThan(15);
  });
});
