import { openDetectionWorld, type DetectionWorld } from './detection-world.ts';
import { addMeters, addSeries, entityOf, entityQuery, periodArgument } from './world.ts';

let world: DetectionWorld;
beforeAll(async () => {
  world = await openDetectionWorld();
});
afterAll(() => world.close());

const period = { from: '2026-01-09T17:00:00Z', to: '2026-01-19T17:00:00Z' };
const quarters = 10 * 96;
const flowAt = (index: number) => 20 + 8 * Math.sin((index / 96) * 2 * Math.PI);

const fields = `waterBalance(${periodArgument}) { systemInputVolumeM3
  systemInput { completenessRatio estimatedRatio partialEstimateM3 partialEstimateMargin95M3 }
  inputs { input source margin95Ratio grade } warnings { code message } }`;

type Balance = {
  readonly systemInputVolumeM3: number | null;
  readonly systemInput: Readonly<Record<string, number | null>>;
  readonly inputs: readonly Readonly<Record<string, unknown>>[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
};

/** The balance of a DMA whose only inlet sent the readings that `isThere` says. */
async function balanceOf(isThere: (index: number) => boolean): Promise<Balance> {
  const tenant = await world.tenant();
  const id = tenant.dmas[0]?.id ?? '';
  const [inlet = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId: id }]);
  const flows = Array.from({ length: quarters }, (_, index) =>
    isThere(index) ? flowAt(index) : null,
  );
  await addSeries(world, 'flow_readings', inlet, { from: period.from, minutes: 15 }, flows);
  await world.rollUp();
  const answer = await world.ask(entityQuery('Dma', fields), { id, ...period });
  expect(answer.errors).toEqual([]);
  return (entityOf(answer) as { waterBalance: Balance }).waterBalance;
}

describe('a balance of readings that are missing here and there', () => {
  it('is not whole where every hour has a reading and most readings are gone', async () => {
    // The same two of five: 40 % of the readings, and no hour without one.
    const balance = await balanceOf((index) => index % 5 < 2);
    expect(balance.systemInputVolumeM3).toBeNull();
    expect(balance.systemInput['completenessRatio']).toBeLessThan(0.9);
    let seed = 1;
    const chance = await balanceOf(() => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed < 0.4 * 2_147_483_647;
    });
    expect(chance.systemInputVolumeM3).toBeNull();
    expect(chance.systemInput['completenessRatio']).toBeCloseTo(0.4, 1);
    expect(chance.systemInput['partialEstimateM3']).toBeCloseTo(4800, -3);
    expect(chance.warnings[0]).toMatchObject({
      code: 'SYSTEM_INPUT_INCOMPLETE',
      message: expect.stringContaining('is known for 4'),
    });
  });

  it('fills the few that are missing, and widens its margin for them', async () => {
    const balance = await balanceOf((index) => index % 20 !== 7);
    expect(balance.systemInput['completenessRatio']).toBeCloseTo(0.95, 9);
    expect(balance.systemInput['estimatedRatio']).toBeCloseTo(0.05, 2);
    expect(balance.systemInputVolumeM3).toBeCloseTo(4800, -1);
    expect(balance.inputs[0]).toMatchObject({
      input: 'SYSTEM_INPUT',
      source: 'PARTLY_ESTIMATED',
      margin95Ratio: expect.closeTo(Math.hypot(0.05, 0.3 * 0.05), 3),
    });
  });

  it('is whole where readings come every quarter, every half or every hour', async () => {
    for (const every of [1, 2, 4]) {
      const balance = await balanceOf((index) => index % every === 0);
      expect([every, balance.systemInput]).toEqual([
        every,
        {
          completenessRatio: 1,
          estimatedRatio: 0,
          partialEstimateM3: null,
          partialEstimateMargin95M3: null,
        },
      ]);
    }
    // A logger that was set from hours to quarters in between: the day of that counts as read in part.
    const changed = await balanceOf((index) => index > quarters / 2 || index % 4 === 0);
    expect(changed.systemInput['completenessRatio']).toBeGreaterThan(0.94);
  });
});
