import { leaksOf } from './burst.testkit.ts';
import { createBurstDetector } from './burst-detector.ts';
import { detectBursts } from './detect-bursts.ts';

const days = 120;
const perDay = 96;
const dayMs = 86_400_000;
const surfaceM2 = 120;
const steps = Array.from({ length: days * perDay }, (_, i) => i);

/** A zone of 18 m³/h below a tank, in which a leak of 3 m³/h runs from one day to another. */
function zone(from: number, to: number) {
  const outflows = steps.map((i) => {
    const demand = 18 - 9 * Math.cos((2 * Math.PI * ((i % perDay) - 12)) / perDay);
    const ripple = ((Math.floor(i / perDay) * 29) % 11) / 12;
    return demand + ripple + (i >= from * perDay && i < to * perDay ? 3 : 0);
  });
  let level = 1;
  let isOn = false;
  const levels = outflows.map((outflow) => {
    for (let part = 0; part < 15; part += 1) {
      isOn = isOn ? level < 1.6 : level < 0;
      level += ((isOn ? 44 : 0) - outflow) / surfaceM2 / 60;
    }
    return level;
  });
  const pressures = [30, 34.5, 41.2].map((heightM) => ({
    sensor: `n${heightM}`,
    pressuresM: levels.map((each) => Math.round(100 * (heightM + each)) / 100),
  }));
  return { outflows, pressures };
}

const { outflows, pressures } = zone(80, 100);
const input = { startAt: 0, intervalSeconds: 900, pressures };
const unmetered = steps.map(() => null);

describe('a leak below a tank', () => {
  it('is found, sized and closed where no meter tells the inflow', () => {
    const events = detectBursts({
      ...input,
      netInflowM3PerHour: unmetered,
      tankSurfaceM2: surfaceM2,
    });
    const [leak, ...others] = leaksOf(events).filter(({ test }) => test === 'tank outflow');
    expect(others).toEqual([]);
    expect((leak?.alarmAt ?? 0) / dayMs).toBeLessThanOrEqual(84);
    expect(Math.abs((leak?.startAt ?? 0) / dayMs - 80)).toBeLessThanOrEqual(1);
    expect(Math.abs((leak?.endAt ?? 0) / dayMs - 100)).toBeLessThanOrEqual(1);
    expect(Math.abs((leak?.sizeM3PerHour ?? 0) - 3)).toBeLessThan(0.6);
  });

  it('is not sought without a tank', () => {
    const leaks = leaksOf(detectBursts({ ...input, netInflowM3PerHour: unmetered }));
    expect(leaks.every(({ test }) => test === 'pressure')).toBe(true);
  });

  it('is not believed where what leaves the tank is far from what meters tell', () => {
    const netInflowM3PerHour = outflows.map(
      (_, i) => 60 + 20 * Math.sin((2 * Math.PI * i) / perDay),
    );
    const events = detectBursts({ ...input, netInflowM3PerHour, tankSurfaceM2: surfaceM2 });
    expect(leaksOf(events).filter(({ test }) => test === 'tank outflow')).toEqual([]);
  });

  it('is told day by day, with restarts, as of the whole', () => {
    let detector = createBurstDetector();
    for (let day = 0; day < days; day += 1) {
      const cut = <Each>(column: readonly Each[]) => column.slice(day * perDay, (day + 1) * perDay);
      detector.addDay({
        startAt: day * dayMs,
        netInflowM3PerHour: cut(outflows),
        pressures: pressures.map(({ sensor, pressuresM }) => ({
          sensor,
          pressuresM: cut(pressuresM),
        })),
        tankSurfaceM2: surfaceM2,
      });
      detector = createBurstDetector({}, JSON.parse(JSON.stringify(detector.state())));
    }
    const whole = detectBursts({
      ...input,
      netInflowM3PerHour: outflows,
      tankSurfaceM2: surfaceM2,
    });
    expect(detector.events()).toEqual(whole);
  });
});
