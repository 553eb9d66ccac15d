import type { BurstEvent, MeterEvent } from './burst-event.ts';
import type { DayFault } from './summarise-day.ts';

/** Opens a meter event for a faulty day, or does nothing while the same one is open. */
export function openMeterEvent(
  events: BurstEvent[],
  fault: DayFault,
  startAt: number,
  endAt: number,
): void {
  if (
    events.some((event) => event.kind !== 'leak' && event.endAt === null && event.fault === fault)
  )
    return;
  closeMeterEvents(events, startAt);
  const event: MeterEvent = {
    number: events.length + 1,
    kind: fault === 'missing' ? 'missing data' : 'meter fault',
    fault,
    startAt,
    alarmAt: endAt,
    endAt: null,
    // A gap, a run of one value and a negative inflow are seen, not inferred.
    confidence: fault === 'implausible' ? 0.8 : 1,
  };
  events.push(event);
}

/** Ends the meter events that are open: the readings are good again from `at`. */
export function closeMeterEvents(events: BurstEvent[], at: number): void {
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'leak' && event.endAt === null) events[index] = { ...event, endAt: at };
  }
}
