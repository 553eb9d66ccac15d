import fc from 'fast-check';
import { addTankDay, initialTankState, type TankState } from './tank-outflow.ts';

const days = 60;
const perDay = 96;
const learntAfterDays = 35;
const demand = (day: number, step: number) =>
  18 - 9 * Math.cos((2 * Math.PI * (step - 12)) / perDay) + ((day * 13) % 7) / 4;

type Tank = { readonly surfaceM2: number; readonly fillM3PerHour: number; readonly rangeM: number };
const usual: Tank = { surfaceM2: 120, fillM3PerHour: 44, rangeM: 1.6 };

/** Three gauges in whole centimetres below a tank that a pump fills between two levels. */
function gaugesBelow({ surfaceM2, fillM3PerHour, rangeM }: Tank, isFloating = false) {
  let level = 1;
  let isOn = false;
  const levels = Array.from({ length: days * perDay }, (_, i) => {
    const outflow = demand(Math.floor(i / perDay), i % perDay);
    for (let part = 0; part < 15; part += 1) {
      isOn = isOn ? level < rangeM : level < 0;
      // One that floats is filled evenly: its level swings with demand.
      const inflow = isFloating ? 18.75 : isOn ? fillM3PerHour : 0;
      level += (inflow - outflow) / surfaceM2 / 60;
    }
    return level;
  });
  return [30, 34.5, 41.2].map((heightM) =>
    levels.map((each) => Math.round(100 * (heightM + each)) / 100),
  );
}

function walk(
  gauges: readonly (readonly (number | null)[])[],
  surfaceM2: number,
  between: (state: TankState) => TankState = (state) => state,
) {
  let state = initialTankState();
  return Array.from({ length: days }, (_, day) => {
    const cut = gauges.map((gauge) => gauge.slice(day * perDay, (day + 1) * perDay));
    const outflows = addTankDay(state, cut, surfaceM2);
    state = between(state);
    return outflows;
  });
}

const mean = (values: Float64Array) => values.reduce((sum, each) => sum + each, 0) / values.length;
const trueMean = (day: number) =>
  mean(Float64Array.from({ length: perDay }, (_, step) => demand(day, step)));

describe('what leaves a tank, told by the pressures below it', () => {
  it('follows demand from day to day within a twentieth once five weeks are known, for any tank', () => {
    const tanks = fc.record({
      surfaceM2: fc.double({ min: 50, max: 200, noNaN: true }),
      fillM3PerHour: fc.double({ min: 35, max: 65, noNaN: true }),
      rangeM: fc.double({ min: 1.2, max: 2.5, noNaN: true }),
    });
    fc.assert(
      fc.property(tanks, (tank) => {
        const told = walk(gaugesBelow(tank), tank.surfaceM2);
        expect(told.slice(0, learntAfterDays).every((day) => day === null)).toBe(true);
        const ratios = told.slice(learntAfterDays + 1).map((outflows, index) => {
          const day = learntAfterDays + 1 + index;
          return mean(outflows ?? new Float64Array()) / trueMean(day);
        });
        // The fill is known to some percent, which all days share.
        const shared = mean(Float64Array.from(ratios));
        expect(Math.abs(shared - 1)).toBeLessThan(0.15);
        for (const ratio of ratios) expect(Math.abs(ratio / shared - 1)).toBeLessThan(0.05);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('is the same with a restart between any two days', () => {
    const gauges = gaugesBelow(usual).map((gauge) =>
      gauge.map((each, i) => (i % 701 === 5 ? null : each)),
    );
    const restarted = walk(gauges, 120, (state) => JSON.parse(JSON.stringify(state)));
    expect(restarted).toEqual(walk(gauges, 120));
  });

  it('is not told of a tank that floats with demand', () => {
    expect(walk(gaugesBelow(usual, true), 120).every((day) => day === null)).toBe(true);
  });

  it('is not told where gauges are too coarse to see the switching', () => {
    const coarse = { surfaceM2: 2500, fillM3PerHour: 44, rangeM: 0.08 };
    expect(walk(gaugesBelow(coarse), 2500).every((day) => day === null)).toBe(true);
  });

  it('does not use a gauge that does not follow the tank', () => {
    const gauges = gaugesBelow(usual);
    const behindValve = gauges[0]?.map((_, i) => 40 - demand(0, i % perDay) / 20) ?? [];
    const told = walk([...gauges, behindValve], 120);
    expect(told.slice(-10)).toEqual(walk(gauges, 120).slice(-10));
  });

  it('is missing in steps without readings, and known again after them', () => {
    const gap = 50 * perDay + 40;
    const gauges = gaugesBelow(usual).map((gauge) =>
      gauge.map((each, i) => (i >= gap && i < gap + 8 ? null : each)),
    );
    const told = walk(gauges, 120);
    const missing = Array.from(told[50] ?? []).flatMap((each, i) =>
      Number.isNaN(each) ? [i] : [],
    );
    expect(missing).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48]);
    expect(Math.abs(mean(told[52] ?? new Float64Array()) / trueMean(52) - 1)).toBeLessThan(0.1);
  });
});
