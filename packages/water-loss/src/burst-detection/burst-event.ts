import type { FlowM3PerHour } from '../units.ts';
import type { DayFault } from './summarise-day.ts';

/** Observed beside expected flow, one value a day, m³/h; null where a day is missing. */
export type BurstEvidence = {
  /** Start of the first day, milliseconds since 1970. */
  readonly startAt: number;
  readonly intervalSeconds: 86_400;
  readonly observedM3PerHour: readonly (number | null)[];
  readonly expectedM3PerHour: readonly (number | null)[];
  /** Standard deviations of the sensor below its fellows, a value a day; empty without pressures. */
  readonly pressureScores: readonly number[];
};

/** Which test raised a leak: whole days, nights, a slow drift, pressures, or what leaves the tank. */
export type BurstTest = 'whole day' | 'night' | 'drift' | 'pressure' | 'tank outflow';

type EventTimes = {
  /** Counts up from 1 within a DMA and never changes. */
  readonly number: number;
  /** Estimated beginning; may be days before the alarm. Milliseconds since 1970. */
  readonly startAt: number;
  /** End of the day whose readings raised it. */
  readonly alarmAt: number;
  /** When flow fell back or readings became good; null while open. */
  readonly endAt: number | null;
};

export type LeakEvent = EventTimes & {
  readonly kind: 'leak';
  readonly test: BurstTest;
  /** Null when only pressures told of it. */
  readonly sizeM3PerHour: FlowM3PerHour | null;
  /** Standard error of the size when the alarm was raised; null like the size. */
  readonly sizeErrorM3PerHour: FlowM3PerHour | null;
  /** 0 to 1, from the size over its standard error; not calibrated against found leaks. */
  readonly confidence: number;
  readonly evidence: BurstEvidence;
  /** The pressure sensor that reacts most, when pressures were given. */
  readonly sensor: string | null;
};

export type MeterEvent = EventTimes & {
  readonly kind: 'meter fault' | 'missing data';
  readonly fault: DayFault;
  readonly confidence: number;
};

export type BurstEvent = LeakEvent | MeterEvent;
