import { loadCustomerMeters, setDmaFacts } from '@waris/network';
import { createTenant, testStores, type TestTenant } from '@waris/testkit';
import { limitedTo, openNetworkWorld, type NetworkWorld } from './network-world.ts';

let world: NetworkWorld;
let ours: TestTenant;
let theirs: TestTenant;

beforeAll(async () => {
  world = await openNetworkWorld();
  ours = await createTenant(testStores().postgresUrl, { dmas: 2 });
  theirs = await createTenant(testStores().postgresUrl);
});

afterAll(() => world.stop());

const local = () => world.context(limitedTo({ branchIds: [ours.branchId] }));

function customers(count: number, prefix: string) {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return {
    serialNumbers: numbers.map((number) => `${ours.branchCode}-${prefix}${number}`),
    dmaCodes: numbers.map((number) => ours.dmas[number % 2]?.code ?? ''),
    customerClasses: numbers.map(() => '11'),
    sizesMm: numbers.map(() => 15),
  };
}

describe('customer meters', () => {
  it('are loaded by the thousand, and the second time nothing changes', async () => {
    const columns = customers(6_000, 'c');
    const counts = (created: number, changed: number, unchanged: number) => ({
      ok: true,
      value: { created, changed, unchanged },
    });
    expect(await loadCustomerMeters(local(), columns)).toEqual(counts(6_000, 0, 0));
    expect(await loadCustomerMeters(local(), columns)).toEqual(counts(0, 0, 6_000));
    const classes = columns.customerClasses.with(7, '26');
    expect(await loadCustomerMeters(local(), { ...columns, customerClasses: classes })).toEqual(
      counts(0, 1, 5_999),
    );
  });

  it('are refused, all of them, when one is wrong', async () => {
    const columns = customers(3, 'w');
    const foreign = { ...columns, dmaCodes: columns.dmaCodes.with(1, theirs.dmas[0]?.code ?? '') };
    expect(await loadCustomerMeters(local(), foreign)).toMatchObject({
      ok: false,
      errors: [{ kind: 'NotFound', path: ['dmaCodes'] }],
    });
    for (const wrong of [
      { ...columns, sizesMm: [15] },
      { ...columns, sizesMm: [15, 15, -1] },
      { ...columns, serialNumbers: columns.serialNumbers.with(1, columns.serialNumbers[0] ?? '') },
    ]) {
      expect(await loadCustomerMeters(local(), wrong)).toMatchObject({
        ok: false,
        errors: [{ kind: 'InvalidInput' }],
      });
    }
    const { data } = await world.ask(
      'query ($b: String!, $s: String!) { meters(branchCode: $b, search: $s) { nodes { id } } }',
      { b: ours.branchCode, s: `${ours.branchCode}-w` },
    );
    expect(data).toEqual({ meters: { nodes: [] } });
  });
});

describe('the figures of many DMAs', () => {
  it('change where they are given, and cached rows are dropped', async () => {
    const [first, second] = ours.dmas;
    const query = `query ($ids: [_Any!]!) { _entities(representations: $ids) {
      ... on Dma { population connections averagePressureM } } }`;
    const ids = ours.dmas.map(({ id }) => ({ __typename: 'Dma', id }));
    await world.ask(query, { ids });
    const result = await setDmaFacts(local(), [
      { dmaCode: first?.code ?? '', population: 5000, averagePressureM: 31.5 },
      { dmaCode: second?.code ?? '', connections: null },
    ]);
    expect(result).toEqual({ ok: true, value: { created: 0, changed: 2, unchanged: 0 } });
    const { data } = await world.ask(query, { ids });
    expect(data).toEqual({
      _entities: [
        { population: 5000, connections: 1500, averagePressureM: 31.5 },
        { population: null, connections: null, averagePressureM: 25 },
      ],
    });
  });

  it('are not set outside the area, nor when they cannot be', async () => {
    const foreign = [{ dmaCode: theirs.dmas[0]?.code ?? '', population: 1 }];
    expect(await setDmaFacts(local(), foreign)).toMatchObject({
      ok: false,
      errors: [{ kind: 'NotFound' }],
    });
    const wrong = [{ dmaCode: ours.dmas[0]?.code ?? '', averagePressureM: -2 }];
    expect(await setDmaFacts(local(), wrong)).toMatchObject({
      ok: false,
      errors: [{ kind: 'InvalidInput', path: ['0', 'averagePressureM'] }],
    });
  });
});
