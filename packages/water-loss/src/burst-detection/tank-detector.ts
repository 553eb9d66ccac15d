import type { RawColumn } from '../columns.ts';
import { addTankDay, initialTankState, type TankState } from '../tank-outflow/tank-outflow.ts';
import type { BurstEvent, LeakEvent } from './burst-event.ts';
import type { BurstParameters } from './burst-parameters.ts';
import { addFlowDay } from './flow-detector.ts';
import { initialFlowState, type FlowState } from './flow-state.ts';
import { median } from './robust-statistics.ts';

/** What is known of a tank and of what leaves it between two days; plain data. */
export type TankDetectorState = {
  /** Null before the first day. */
  surfaceM2: number | null;
  tank: TankState;
  outflow: FlowState;
  /**
   * By the number of a leak of the outflow, less one: the number of the DMA's event that it is, or
   * null where it is none.
   */
  numbers: (number | null)[];
};

/** The outflow may differ by this factor from the net inflow that meters tell. */
const greatestRatio = 2;
const ratioDays = 28;
const dayMs = 86_400_000;

export function initialTankDetectorState(): TankDetectorState {
  return { surfaceM2: null, tank: initialTankState(), outflow: initialFlowState(), numbers: [] };
}

/** One local day of a tank and of the pressures below it. */
export type TankDay = {
  readonly startAt: number;
  readonly pressures: readonly RawColumn[];
  readonly surfaceM2: number;
};

/**
 * Takes a day of what leaves the tank; days on which that is not known are passed over. A tank of
 * another surface is another tank.
 */
export function addDayOfTank(
  state: TankDetectorState,
  { startAt, pressures, surfaceM2 }: TankDay,
  parameters: BurstParameters,
): void {
  if (state.surfaceM2 !== surfaceM2)
    Object.assign(state, initialTankDetectorState(), { surfaceM2 });
  const flowsM3PerHour = addTankDay(state.tank, pressures, surfaceM2);
  if (flowsM3PerHour === null) return;
  const threshold = parameters.tankThreshold;
  const settings: BurstParameters = { ...parameters, threshold, slowTest: 'growth' };
  addFlowDay(state.outflow, { startAt, flowsM3PerHour }, settings);
}

/**
 * Brings the leaks of the outflow into the events of the DMA: one that began with an open leak bears
 * it out and tells its size where that is not known; any other is a new leak. What ends ends both.
 */
export function applyTankEvents(
  flow: FlowState,
  { outflow, numbers }: TankDetectorState,
  parameters: BurstParameters,
): void {
  const isPlausible = agrees(flow, outflow);
  for (const leak of outflow.events) {
    const number = numbers[leak.number - 1];
    if (leak.kind !== 'leak') {
      numbers[leak.number - 1] = null;
    } else if (number === undefined) {
      numbers[leak.number - 1] = isPlausible ? addLeak(flow.events, leak, parameters) : null;
    } else if (number !== null) {
      followLeak(flow.events, number, leak);
    }
  }
}

/** What leaves the tank is the net inflow; far from it, the surface or the sensors are wrong. */
function agrees(flow: FlowState, outflow: FlowState): boolean {
  const levelOf = ({ records }: FlowState) =>
    median(records.slice(-ratioDays).flatMap(({ mean }) => mean ?? []));
  const metered = levelOf(flow);
  const told = levelOf(outflow);
  if (metered === null || told === null) return true;
  return told < greatestRatio * metered && metered < greatestRatio * told;
}

function addLeak(events: BurstEvent[], leak: LeakEvent, parameters: BurstParameters): number {
  const from = leak.startAt - parameters.togetherDays * dayMs;
  const same = events.findLast(
    (event): event is LeakEvent =>
      event.kind === 'leak' &&
      event.endAt === null &&
      event.startAt >= from &&
      event.startAt <= leak.alarmAt,
  );
  if (same === undefined) {
    const number = events.length + 1;
    events.push({ ...leak, number, test: 'tank outflow' });
    return number;
  }
  const isMeasured = same.sizeM3PerHour !== null;
  events[same.number - 1] = {
    ...same,
    confidence: 1 - (1 - same.confidence) * (1 - leak.confidence),
    sizeM3PerHour: isMeasured ? same.sizeM3PerHour : leak.sizeM3PerHour,
    sizeErrorM3PerHour: isMeasured ? same.sizeErrorM3PerHour : leak.sizeErrorM3PerHour,
    evidence: isMeasured
      ? same.evidence
      : { ...leak.evidence, pressureScores: same.evidence.pressureScores },
  };
  return same.number;
}

function followLeak(events: BurstEvent[], number: number, leak: LeakEvent): void {
  const event = events[number - 1];
  if (event?.kind !== 'leak' || event.endAt !== null) return;
  const sizeM3PerHour = event.test === 'tank outflow' ? leak.sizeM3PerHour : event.sizeM3PerHour;
  if (leak.endAt === null && sizeM3PerHour === event.sizeM3PerHour) return;
  events[number - 1] = { ...event, sizeM3PerHour, endAt: leak.endAt };
}
