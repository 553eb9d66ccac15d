import { readFileSync } from 'node:fs';
import { readTown } from '../register/town.ts';
import { demoTownInp, NETWORK_FILE } from './demo-town.ts';

describe('the network file of the demo town', () => {
  const text = readFileSync(NETWORK_FILE, 'utf8');
  const town = readTown(text, 'demo-town.inp');

  it('is what its drawing gives today', () => {
    expect(demoTownInp()).toBe(text);
  });

  it('has six areas of 250 to 350 junctions in all', () => {
    expect(town.partition.areas).toHaveLength(6);
    const junctions = [...town.network.nodes.values()].filter(({ kind }) => kind === 'junction');
    expect(junctions.length).toBeGreaterThanOrEqual(250);
    expect(junctions.length).toBeLessThanOrEqual(350);
  });

  it('has a meter on every way in or out', () => {
    expect(town.metering.unmeteredLinks).toEqual([]);
  });

  it('feeds one DMA twice, and one through another', () => {
    const { meters } = town.metering;
    const inletsOf = (code: string) => meters.filter(({ feedsArea }) => feedsArea === code);
    expect(inletsOf('5531099-02')).toHaveLength(2);
    expect(inletsOf('5531099-06')).toEqual([
      { linkId: 'X-56', feedsArea: '5531099-06', drawsFromArea: '5531099-05' },
    ]);
  });

  it('puts its water tower into the storage of the hilltop', () => {
    expect(town.metering.tanks).toMatchObject([{ tankId: 'TW-4', area: '5531099-04' }]);
  });

  it('lies in Thailand', () => {
    for (const [longitude, latitude] of town.placed.nodes.values()) {
      expect(longitude).toBeGreaterThan(101.2);
      expect(longitude).toBeLessThan(101.4);
      expect(latitude).toBeGreaterThan(13.2);
      expect(latitude).toBeLessThan(13.4);
    }
  });
});
