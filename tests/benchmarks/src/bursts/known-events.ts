import { createBurstDetector, type BurstInput, type LeakEvent } from '@waris/water-loss';

const dayMs = 86_400_000;

/** The leaks that detection knew at the end of each day, walking forward; asked by instant. */
export function knownLeaks(input: BurstInput): (instant: number) => readonly LeakEvent[] {
  const perDay = 86_400 / input.intervalSeconds;
  const detector = createBurstDetector();
  const flows = Float64Array.from(input.netInflowM3PerHour, (flow) => flow ?? Number.NaN);
  const columns = (input.pressures ?? []).map(({ sensor, pressuresM }) => ({
    sensor,
    pressuresM: Float64Array.from(pressuresM, (pressure) => pressure ?? Number.NaN),
  }));
  const days: (readonly LeakEvent[])[] = [[]];
  for (let day = 0; (day + 1) * perDay <= flows.length; day += 1) {
    const cut = (column: Float64Array) => column.subarray(day * perDay, (day + 1) * perDay);
    detector.addDay({
      startAt: input.startAt + day * dayMs,
      netInflowM3PerHour: cut(flows),
      pressures: columns.map(({ sensor, pressuresM }) => ({ sensor, pressuresM: cut(pressuresM) })),
    });
    days.push(detector.events().filter((event) => event.kind === 'leak'));
  }
  return (instant) =>
    days[Math.min(days.length - 1, Math.floor((instant - input.startAt) / dayMs))] ?? [];
}
