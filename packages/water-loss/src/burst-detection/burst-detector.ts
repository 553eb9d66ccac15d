import type { RawColumn } from '../columns.ts';
import type { BurstEvent } from './burst-event.ts';
import { defaultBurstParameters, type BurstParameters } from './burst-parameters.ts';
import { addFlowDay } from './flow-detector.ts';
import { initialFlowState, type FlowState } from './flow-state.ts';
import {
  addPressureDay,
  initialPressureState,
  speaksAgainstLeak,
  type PressureState,
} from './pressure-detector.ts';
import { applyPressureChange } from './pressure-events.ts';
import {
  addDayOfTank,
  applyTankEvents,
  initialTankDetectorState,
  type TankDetectorState,
} from './tank-detector.ts';

const dayMs = 86_400_000;

/** A pressure sensor's day: metres of water column at equal steps, null or NaN for a gap. */
export type SensorColumn = { readonly sensor: string; readonly pressuresM: RawColumn };

/** One local day of a DMA. */
export type BurstDay = {
  /** Local midnight, milliseconds since 1970. */
  readonly startAt: number;
  /** Net inflow, m³/h, at equal steps up to the next midnight. */
  readonly netInflowM3PerHour: RawColumn;
  /** The same sensors every day. */
  readonly pressures?: readonly SensorColumn[];
  /** Of the one tank that the sensors lie below, if so: then they tell what leaves it. */
  readonly tankSurfaceM2?: number | null;
};

/** What a detector remembers between days: plain data, JSON keeps it. */
export type BurstDetectorState = {
  readonly flow: FlowState;
  readonly pressure: PressureState;
  readonly tank: TankDetectorState;
};

export type BurstUpdate = {
  /** Events that began or changed with this day, as they now are. */
  readonly changed: readonly BurstEvent[];
  /** Days before this instant are taken in. Null before the first. */
  readonly watermark: number | null;
};

export type BurstDetector = {
  /**
   * Takes the next day. Days must come in order; gaps between them are allowed, and a day before
   * the watermark is passed over, so that a repeated delivery neither skips nor repeats an event.
   */
  addDay(day: BurstDay): BurstUpdate;
  /** All events so far, in order of number. */
  events(): readonly BurstEvent[];
  watermark(): number | null;
  /** A copy to go on from after a restart. */
  state(): BurstDetectorState;
};

/** Detects bursts day by day, never looking ahead. Goes on from `state` when one is given. */
export function createBurstDetector(
  parameters: Partial<BurstParameters> = {},
  state?: BurstDetectorState,
): BurstDetector {
  const settings = { ...defaultBurstParameters, ...parameters };
  const known = structuredClone(
    state ?? {
      flow: initialFlowState(),
      pressure: initialPressureState(),
      tank: initialTankDetectorState(),
    },
  );
  const { flow } = known;
  return {
    addDay: (day) => {
      const before = [...flow.events];
      takeDay(known, day, settings);
      const changed = flow.events.filter((event, index) => event !== before[index]);
      return { changed, watermark: flow.watermark };
    },
    events: () => [...flow.events],
    watermark: () => flow.watermark,
    state: () => structuredClone(known),
  };
}

function takeDay(
  { flow, pressure, tank }: BurstDetectorState,
  day: BurstDay,
  parameters: BurstParameters,
): void {
  const { startAt, netInflowM3PerHour, pressures = [], tankSurfaceM2 = null } = day;
  if (flow.watermark !== null && startAt < flow.watermark) return;
  const firstDayAt = flow.firstDayAt ?? startAt;
  const number = Math.round((startAt - firstDayAt) / dayMs);
  const columns = pressures.map(({ pressuresM }) => pressuresM);
  const change = columns.length < 2 ? null : addPressureDay(pressure, number, columns, parameters);
  const isDenied = columns.length >= 2 && speaksAgainstLeak(pressure, number, parameters);
  addFlowDay(flow, { startAt, flowsM3PerHour: netInflowM3PerHour, isDenied }, parameters);
  const sensor = pressures[change?.sensorIndex ?? -1]?.sensor;
  if (change !== null && sensor !== undefined) {
    const times = { firstDayAt, day: number };
    applyPressureChange(flow.events, pressure.shown, change, sensor, times, parameters);
  }
  if (tankSurfaceM2 !== null) {
    addDayOfTank(tank, { startAt, pressures: columns, surfaceM2: tankSurfaceM2 }, parameters);
    applyTankEvents(flow, tank, parameters);
  }
  // What is over looks like nothing that could still come.
  pressure.shown = pressure.shown.filter(
    ({ eventNumber }) => flow.events[eventNumber - 1]?.endAt === null,
  );
}
