import { distancesAlongPipes } from '@waris/epanet-network/hydraulics';
import {
  locateBurst,
  type BurstInput,
  type BurstLocation,
  type LeakEvent,
} from '@waris/water-loss';
import type { Model } from './location-world.ts';
import type { TrueLeak } from './town.ts';

const dayMs = 86_400_000;
const windowDays = 21;

/** Where a burst was said to be, and where it was. */
export type Placed = {
  readonly event: LeakEvent;
  /** When the place was told: the alarm and the days waited for. */
  readonly toldAt: number;
  /** The leak that the alarm meant: the latest to begin of those open and not 21 days old. */
  readonly leak: TrueLeak | null;
  /** Null where it could not be located; then the reason is told. */
  readonly location: BurstLocation | null;
  readonly reason: string | null;
  /** Metres of pipe from the middle of the likeliest pipe to that of the leaking one. */
  readonly distanceM: number | null;
  /** The same from the nearest pipe at the sensor that reacted most; null where none is named. */
  readonly sensorDistanceM: number | null;
  /** Whether the leaking pipe is in the area of 80 %. */
  readonly isInArea: boolean;
};

/** Locates every leak that was detected, by what was known `waitDays` after its alarm. */
export function locateFound(
  input: BurstInput,
  known: (instant: number) => readonly LeakEvent[],
  leaks: readonly TrueLeak[],
  model: Model,
  waitDays: number,
): readonly Placed[] {
  const endAt = input.startAt + input.netInflowM3PerHour.length * input.intervalSeconds * 1000;
  return known(endAt).map(({ number, alarmAt }) => {
    const toldAt = Math.min(endAt, alarmAt + waitDays * dayMs);
    const events = known(toldAt);
    const event = events.find((other) => other.number === number);
    if (event === undefined) throw new Error(`Event ${number} was not known after its alarm.`);
    const result = locateBurst({
      signatures: model.signatures,
      startAt: input.startAt,
      intervalSeconds: input.intervalSeconds,
      pressures: input.pressures ?? [],
      burst: event,
      changesAt: changesBeside(event, events),
      knownUntil: toldAt,
    });
    const leak = leakMeant(leaks, alarmAt);
    const location = result.ok ? result.value : null;
    return {
      event,
      toldAt,
      leak,
      location,
      reason: result.ok ? null : result.error.message,
      ...distances(model, leak, location, event.sensor),
      isInArea: location?.area.some(({ id }) => id === leak?.pipe) ?? false,
    };
  });
}

function changesBeside(event: LeakEvent, events: readonly LeakEvent[]): readonly number[] {
  return events
    .filter((other) => other.number !== event.number)
    .flatMap(({ startAt, endAt }) => (endAt === null ? [startAt] : [startAt, endAt]));
}

function leakMeant(leaks: readonly TrueLeak[], alarmAt: number): TrueLeak | null {
  return (
    leaks.findLast(
      ({ startAt, endAt }) =>
        startAt <= alarmAt && alarmAt <= Math.min(endAt, startAt + windowDays * dayMs),
    ) ?? null
  );
}

function distances(
  { network }: Model,
  leak: TrueLeak | null,
  location: BurstLocation | null,
  sensor: string | null,
): Pick<Placed, 'distanceM' | 'sensorDistanceM'> {
  const distanceTo = leak === null ? null : distancesAlongPipes(network, leak.pipe);
  const pipe = location?.candidates[0]?.id;
  const atSensor = Array.from(network.links.values()).filter(
    ({ kind, startNode, endNode }) =>
      kind === 'pipe' && sensor !== null && (startNode === sensor || endNode === sensor),
  );
  return {
    distanceM: distanceTo === null || pipe === undefined ? null : distanceTo(pipe),
    sensorDistanceM:
      distanceTo === null || atSensor.length === 0
        ? null
        : Math.min(...atSensor.map(({ id }) => distanceTo(id))),
  };
}
