import { detectBursts } from '@waris/water-loss';
import { disturbModel } from './disturb-model.ts';
import { knownLeaks } from './known-events.ts';

describe('a model made wrong', () => {
  const text = [
    '[PIPES]',
    ';ID n1 n2 length diameter roughness',
    ' p1 a b 100 200 140 0 Open',
    '[DEMANDS]',
    ' a 2.5 P1 ;house',
    '[COORDINATES]',
    ' a 1 140',
  ].join('\n');

  it('is off in roughness and demand alone, by no more than the ratio, and alike each time', () => {
    const wrong = disturbModel(text, 0.1);
    expect(disturbModel(text, 0.1)).toBe(wrong);
    const lines = wrong.split('\n');
    const roughness = Number(lines[2]?.split(' ')[5]);
    const demand = Number(lines[4]?.split(' ')[1]);
    expect(roughness).not.toBe(140);
    expect(Math.abs(roughness / 140 - 1)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(demand / 2.5 - 1)).toBeLessThanOrEqual(0.1);
    expect(lines[2]).toMatch(/^p1 a b 100 200 [\d.]+ 0 Open$/u);
    expect([lines[1], lines[6]]).toEqual([';ID n1 n2 length diameter roughness', ' a 1 140']);
    expect(lines[4]).toMatch(/^a [\d.]+ P1 ;house$/u);
  });
});

describe('what was known of leaks', () => {
  it('is at each instant what the days before it tell', () => {
    const flows = Float64Array.from(
      { length: 80 * 24 },
      (_, i) => 100 + 10 * Math.sin(i / 4) + Math.sin(7 * i) + (i > 60 * 24 ? 40 : 0),
    );
    const input = { startAt: 0, intervalSeconds: 3600, netInflowM3PerHour: flows };
    const known = knownLeaks(input);
    const leaksOfDays = (days: number) =>
      detectBursts({ ...input, netInflowM3PerHour: flows.subarray(0, days * 24) }).filter(
        ({ kind }) => kind === 'leak',
      );
    expect(leaksOfDays(80).length).toBeGreaterThan(leaksOfDays(60).length);
    for (const days of [30, 60, 62, 80]) {
      expect(known(days * 86_400_000 + 1)).toEqual(leaksOfDays(days));
    }
    expect(known(0)).toEqual([]);
  });
});
