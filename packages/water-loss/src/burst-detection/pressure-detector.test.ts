import { leaksOf, makeInflow } from './burst.testkit.ts';
import { createBurstDetector } from './burst-detector.ts';
import { detectBursts } from './detect-bursts.ts';

const days = 90;
const hours = Array.from({ length: days * 24 }, (_, index) => index);
const flows = makeInflow(7, days);
const dayMs = 86_400_000;

// Head loss from a source grows with the square of the flow; each sensor lies further out.
function pressuresOf(dropM: (sensor: number, hour: number) => number) {
  return [1, 2, 3, 4, 5].map((sensor) => ({
    sensor: `n${sensor}`,
    pressuresM: Float64Array.from(hours, (hour) => {
      const loss = sensor * 0.0001 * (flows[hour] ?? 0) ** 2;
      const ripple = 0.004 * Math.sin(hour * (sensor + 1.7));
      return 50 - loss + ripple - dropM(sensor, hour);
    }),
  }));
}

const detect = (dropM: (sensor: number, hour: number) => number, inflow = flows) =>
  leaksOf(
    detectBursts({
      startAt: 0,
      intervalSeconds: 3600,
      netInflowM3PerHour: inflow,
      pressures: pressuresOf(dropM),
    }),
  );

/** The inflow with 15 m³/h more from one day to another. */
const withBurst = (fromDay: number, toDay: number) =>
  flows.map((flow, hour) => (hour >= fromDay * 24 && hour < toDay * 24 ? flow + 15 : flow));

describe('bursts seen by pressures', () => {
  it('raises nothing while all sensors follow demand', () => {
    expect(detect(() => 0)).toEqual([]);
  });

  it('finds a leak that inflow does not show and names the sensor that falls most', () => {
    const leaks = detect((sensor, hour) => (hour >= 60 * 24 && sensor === 3 ? 0.15 : 0));
    expect(leaks).toMatchObject([
      { test: 'pressure', sensor: 'n3', sizeM3PerHour: null, endAt: null },
    ]);
    expect(Math.abs((leaks[0]?.startAt ?? 0) / dayMs - 60)).toBeLessThanOrEqual(1);
    expect((leaks[0]?.alarmAt ?? 0) / dayMs).toBeLessThanOrEqual(63);
    const scores = leaks[0]?.evidence.pressureScores ?? [];
    expect(scores.length).toBeGreaterThan(0);
    expect(Math.min(...scores)).toBeGreaterThan(0);
  });

  it('finds a leak that grows slowly, once', () => {
    const leaks = detect((sensor, hour) =>
      sensor === 4 ? Math.max(0, (hour / 24 - 50) * 0.004) : 0,
    );
    expect(leaks.map(({ sensor }) => sensor)).toEqual(['n4']);
  });

  it('ends the leak when the sensor comes back', () => {
    const leaks = detect((sensor, hour) =>
      hour >= 60 * 24 && hour < 75 * 24 && sensor === 3 ? 0.15 : 0,
    );
    expect(leaks).toHaveLength(1);
    expect(Math.abs((leaks[0]?.endAt ?? 0) / dayMs - 75)).toBeLessThanOrEqual(1);
  });

  it('takes a burst that inflow and pressure show for one', () => {
    const leaks = detect(
      (sensor, hour) => (hour >= 60 * 24 && sensor === 2 ? 0.3 : 0),
      withBurst(60, days),
    );
    expect(leaks).toHaveLength(1);
    expect(leaks[0]?.sensor).toBe('n2');
    expect(Math.abs((leaks[0]?.sizeM3PerHour ?? 0) - 15)).toBeLessThan(2);
  });

  it('finds a second leak a week after the first, on what it had learnt before', () => {
    const leaks = detect(
      (sensor, hour) =>
        (hour >= 60 * 24 && sensor === 2 ? 0.2 : 0) + (hour >= 67 * 24 && sensor === 5 ? 0.2 : 0),
    );
    expect(leaks.map(({ sensor }) => sensor)).toEqual(['n2', 'n5']);
    expect((leaks[1]?.alarmAt ?? 0) / dayMs).toBeLessThanOrEqual(71);
  });

  it('takes a fall of pressure beside a repair that the flow shows for part of the repair', () => {
    // It shows days later than the flow does: by then the repair is known.
    const leaks = detect(
      (sensor, hour) => (hour >= 72 * 24 && sensor === 4 ? 0.2 : 0),
      withBurst(50, 70),
    );
    expect(leaks.map(({ startAt }) => Math.round(startAt / dayMs))).toEqual([50]);
  });

  it('sees a slow leak beside a burst elsewhere, on what it knew of that sensor', () => {
    const leaks = detect((sensor, hour) => {
      const burst = hour >= 62 * 24 && sensor === 1 ? 0.6 : 0;
      const slow = sensor === 5 ? Math.max(0, (hour / 24 - 52) * 0.003) : 0;
      return burst + slow;
    });
    expect(leaks.map(({ sensor }) => sensor)).toEqual(['n5', 'n1']);
  });

  it('gives the scores of the sensor to a burst that the flow told of first', () => {
    // So small that it shows a day after the flow.
    const leaks = detect(
      (sensor, hour) => (hour >= 60 * 24 && sensor === 2 ? 0.02 : 0),
      withBurst(60, days),
    );
    expect(leaks).toMatchObject([{ test: 'whole day', sensor: 'n2' }]);
    const scores = leaks[0]?.evidence.pressureScores ?? [];
    expect(scores.length).toBeGreaterThan(0);
    expect(Math.min(...scores)).toBeGreaterThan(0);
  });

  it('does without a sensor that is silent for days', () => {
    const pressures = pressuresOf((sensor, hour) => (hour >= 60 * 24 && sensor === 3 ? 0.15 : 0));
    pressures[4]?.pressuresM.fill(Number.NaN, 55 * 24, 58 * 24);
    const leaks = leaksOf(
      detectBursts({
        startAt: 0,
        intervalSeconds: 3600,
        netInflowM3PerHour: flows,
        pressures,
      }),
    );
    expect(leaks.map(({ sensor }) => sensor)).toEqual(['n3']);
  });

  it('believes demand where many sensors show no leak behind a small rise, and few do not count', () => {
    const risen = flows.map((flow, hour) => (hour >= 60 * 24 ? flow + 6 : flow));
    const near = Array.from({ length: 9 }, (_, index) => index + 1);
    const alarms = (sensors: readonly number[]) =>
      leaksOf(
        detectBursts({
          startAt: 0,
          intervalSeconds: 3600,
          netInflowM3PerHour: risen,
          pressures: sensors.map((sensor) => ({
            sensor: `n${sensor}`,
            pressuresM: Float64Array.from(
              hours,
              (hour) =>
                50 -
                sensor * 0.0001 * (risen[hour] ?? 0) ** 2 +
                0.004 * Math.sin(hour * (sensor + 1.7)),
            ),
          })),
        }),
      ).length;
    expect([alarms(near), alarms(near.slice(0, 3))]).toEqual([0, 1]);
  });

  it('learns anew when there are other sensors', () => {
    const detector = createBurstDetector();
    const dayWith = (day: number, count: number) => ({
      startAt: day * dayMs,
      netInflowM3PerHour: flows.slice(day * 24, (day + 1) * 24),
      pressures: pressuresOf(() => 0)
        .slice(0, count)
        .map(({ sensor, pressuresM }) => ({
          sensor,
          pressuresM: pressuresM.subarray(day * 24, (day + 1) * 24),
        })),
    });
    for (let day = 0; day < 20; day += 1) detector.addDay(dayWith(day, 5));
    for (let day = 20; day < 40; day += 1) detector.addDay(dayWith(day, 4));
    expect(detector.state().pressure.sensors).toHaveLength(4);
    expect(detector.state().pressure.days[0]?.day).toBe(20);
    expect(detector.events()).toEqual([]);
  });

  it('goes on after a restart between any two days', () => {
    const pressures = pressuresOf((sensor, hour) => (hour >= 60 * 24 && sensor === 3 ? 0.15 : 0));
    let detector = createBurstDetector();
    for (let day = 0; day < days; day += 1) {
      const cut = (column: Float64Array) => column.subarray(day * 24, (day + 1) * 24);
      detector = createBurstDetector({}, JSON.parse(JSON.stringify(detector.state())));
      detector.addDay({
        startAt: day * dayMs,
        netInflowM3PerHour: cut(flows),
        pressures: pressures.map(({ sensor, pressuresM }) => ({
          sensor,
          pressuresM: cut(pressuresM),
        })),
      });
    }
    expect(detector.events()).toEqual(
      detectBursts({ startAt: 0, intervalSeconds: 3600, netInflowM3PerHour: flows, pressures }),
    );
  });
});
