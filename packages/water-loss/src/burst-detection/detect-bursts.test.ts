import { dayOf, leaksOf, makeInflow } from './burst.testkit.ts';
import { createBurstDetector } from './burst-detector.ts';
import { detectBursts } from './detect-bursts.ts';

const hour = { startAt: 0, intervalSeconds: 3600 };
const dayMs = 86_400_000;

describe('detectBursts', () => {
  it('finds a burst, tells when it began and how large it is, and ends it after repair', () => {
    const netInflowM3PerHour = makeInflow(7, 150, [{ from: 80.5, to: 110, sizeM3PerHour: 15 }]);
    const [leak, ...others] = leaksOf(detectBursts({ ...hour, netInflowM3PerHour }));
    expect(others).toEqual([]);
    expect(Math.abs(dayOf(leak?.startAt ?? 0) - 80.5)).toBeLessThan(0.5);
    expect(dayOf(leak?.alarmAt ?? 0)).toBeLessThanOrEqual(83);
    expect(dayOf(leak?.endAt ?? 0)).toBeCloseTo(110, 0);
    expect(Math.abs((leak?.sizeM3PerHour ?? 0) - 15)).toBeLessThan(2);
    expect(leak?.confidence).toBeGreaterThan(0.8);
  });

  it('finds a second burst after the first was repaired', () => {
    const netInflowM3PerHour = makeInflow(11, 160, [
      { from: 60, to: 80, sizeM3PerHour: 15 },
      { from: 120, to: 160, sizeM3PerHour: 12 },
    ]);
    const leaks = leaksOf(detectBursts({ ...hour, netInflowM3PerHour }));
    const steps = leaks.filter(({ test }) => test !== 'drift');
    expect(steps.map(({ startAt }) => Math.round(dayOf(startAt)))).toEqual([60, 120]);
    expect(steps.map(({ endAt }) => endAt === null)).toEqual([false, true]);
  });

  it('finds a second burst while the first is still open', () => {
    const netInflowM3PerHour = makeInflow(5, 140, [
      { from: 60, to: 140, sizeM3PerHour: 12 },
      { from: 90, to: 140, sizeM3PerHour: 12 },
    ]);
    const leaks = leaksOf(detectBursts({ ...hour, netInflowM3PerHour }));
    expect(leaks.map(({ startAt }) => Math.round(dayOf(startAt)))).toEqual([60, 90]);
  });

  it('does not keep a rise open that faded within a week', () => {
    const netInflowM3PerHour = makeInflow(7, 120, [{ from: 80, to: 82, sizeM3PerHour: 15 }]);
    const leaks = leaksOf(detectBursts({ ...hour, netInflowM3PerHour }));
    expect(leaks.map(({ endAt }) => endAt !== null && dayOf(endAt) < 90)).toEqual([true]);
  });

  it('shows observed and expected flow of the days before the alarm', () => {
    const netInflowM3PerHour = makeInflow(7, 100, [{ from: 80, to: 100, sizeM3PerHour: 15 }]);
    const evidence = leaksOf(detectBursts({ ...hour, netInflowM3PerHour }))[0]?.evidence;
    const last = evidence?.observedM3PerHour.at(-1) ?? 0;
    expect(last - (evidence?.expectedM3PerHour.at(-1) ?? 0)).toBeGreaterThan(10);
    expect(evidence?.observedM3PerHour).toHaveLength(evidence?.expectedM3PerHour.length ?? -1);
    expect(evidence?.observedM3PerHour.length).toBeLessThanOrEqual(28);
  });

  it('takes a rise of daytime demand alone for no leak', () => {
    const netInflowM3PerHour = makeInflow(3, 120).map((flow, index) => {
      const isDaytime = index % 24 >= 7 && index % 24 < 22;
      return index >= 90 * 24 && isDaytime ? flow + 40 : flow;
    });
    expect(leaksOf(detectBursts({ ...hour, netInflowM3PerHour }))).toEqual([]);
  });

  it('ends a leak by a repair that was seen in part on its day, as half of what it is', () => {
    // From a steady town: the day before the repair is low enough for its few hours to alarm.
    const netInflowM3PerHour = Float64Array.from({ length: 70 * 24 }, (_, index) => {
      const day = index / 24;
      const wobble = day >= 49 && day < 50 ? -0.08 : 0.05 * Math.sin(index * 1.7);
      const leak = day >= 40 && day < 50.55 ? 9 : 0;
      return 18 + 6 * Math.sin((2 * Math.PI * index) / 24) + wobble + leak;
    });
    const leaks = leaksOf(detectBursts({ ...hour, netInflowM3PerHour }));
    expect(
      leaks.map(({ startAt, endAt }) => [startAt, endAt].map((at) => Math.round(dayOf(at)))),
    ).toEqual([[40, 50]]);
  });

  it('refuses columns of unequal length and odd intervals', () => {
    const netInflowM3PerHour = makeInflow(1, 2);
    const pressures = [{ sensor: 'n1', pressuresM: [1] }];
    expect(() => detectBursts({ ...hour, netInflowM3PerHour, pressures })).toThrow(RangeError);
    expect(() => detectBursts({ startAt: 0, intervalSeconds: 7000, netInflowM3PerHour })).toThrow(
      RangeError,
    );
  });
});

describe('meter faults and missing data', () => {
  const faulty = (change: (flow: number, hourIndex: number) => number) =>
    makeInflow(9, 120).map((flow, index) =>
      index >= 90 * 24 && index < 93 * 24 ? change(flow, index) : flow,
    );

  it.each([
    ['stuck', (): number => 240],
    ['zero', (): number => 0],
    ['negative', (flow: number): number => -flow],
    ['implausible', (flow: number): number => flow * 10],
  ] as const)('calls three days of a %s meter a meter fault and no leak', (fault, change) => {
    const events = detectBursts({ ...hour, netInflowM3PerHour: faulty(change) });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      kind: 'meter fault',
      fault,
      startAt: 90 * dayMs,
      endAt: 93 * dayMs,
    });
  });

  it('calls a gap missing data and finds a burst after it', () => {
    const flows = makeInflow(9, 120, [{ from: 100, to: 120, sizeM3PerHour: 15 }]);
    flows.fill(Number.NaN, 60 * 24, 63 * 24);
    const events = detectBursts({ ...hour, netInflowM3PerHour: flows });
    expect(events.map(({ kind }) => kind)).toEqual(['missing data', 'leak']);
    expect(events[0]).toMatchObject({ startAt: 60 * dayMs, endAt: 63 * dayMs });
  });

  it('tells of a gap that has not ended', () => {
    const flows = makeInflow(9, 30);
    flows.fill(Number.NaN, 28 * 24);
    const events = detectBursts({ ...hour, netInflowM3PerHour: flows });
    expect(events).toMatchObject([{ kind: 'missing data', endAt: null }]);
  });

  it('has nothing to say about an empty column and one without a reading', () => {
    expect(detectBursts({ ...hour, netInflowM3PerHour: [] })).toEqual([]);
    const none = Array.from({ length: 240 }, () => null);
    expect(detectBursts({ ...hour, netInflowM3PerHour: none })).toMatchObject([
      { kind: 'missing data' },
    ]);
  });
});

describe('createBurstDetector', () => {
  const flows = makeInflow(7, 150, [{ from: 80.5, to: 110, sizeM3PerHour: 15 }]);
  const dayAt = (day: number) => ({
    startAt: day * dayMs,
    netInflowM3PerHour: flows.subarray(day * 24, (day + 1) * 24),
  });
  const batch = detectBursts({ ...hour, netInflowM3PerHour: flows });

  it('passes over a day that it has seen', () => {
    const detector = createBurstDetector();
    for (let day = 0; day < 150; day += 1) {
      detector.addDay(dayAt(day));
      expect(detector.addDay(dayAt(Math.max(0, day - 1))).changed).toEqual([]);
    }
    expect(detector.events()).toEqual(batch);
    expect(detector.watermark()).toBe(150 * dayMs);
  });

  it('goes on from a state that went through JSON as if it had never stopped', () => {
    let detector = createBurstDetector();
    for (let day = 0; day < 150; day += 1) {
      detector = createBurstDetector({}, JSON.parse(JSON.stringify(detector.state())));
      detector.addDay(dayAt(day));
    }
    expect(detector.events()).toEqual(batch);
  });

  it('tells of each change once, on the day that showed it', () => {
    const detector = createBurstDetector();
    const told: string[] = [];
    for (let day = 0; day < 150; day += 1) {
      const { changed, watermark } = detector.addDay(dayAt(day));
      for (const event of changed) {
        expect(event.alarmAt).toBeLessThanOrEqual(watermark ?? 0);
        told.push(event.alarmAt === watermark ? 'raised' : 'changed');
      }
    }
    expect(told.filter((one) => one === 'raised')).toHaveLength(1);
  });
});
