import { join } from 'node:path';
import type { BenchmarkTable } from '../benchmark.ts';
import { knownLeaks } from './known-events.ts';
import { perfectEuros, scoreLocations } from './location-score.ts';
import { readLeakFlows, readModel } from './location-world.ts';
import { locateFound, type Placed } from './locate-found.ts';
import type { Period } from './read-period.ts';

const waitDays = 3;
const otherWaits = [1, 7] as const;

export type LocationReport = {
  readonly tables: readonly BenchmarkTable[];
  readonly figures: Readonly<Record<string, number | null>>;
};

/** Where bursts were said to be, for a period with pressures; null without a model of the network. */
export async function reportLocations(
  dataFolder: string,
  { name, withPressures, leaks }: Period,
): Promise<LocationReport | null> {
  if (withPressures?.pressures === undefined) return null;
  const sensors = withPressures.pressures.map(({ sensor }) => sensor);
  const model = await readModel(dataFolder, sensors);
  if (model === null) return null;
  const flows = await readLeakFlows(join(dataFolder, 'battledim'), name);
  const known = knownLeaks(withPressures);
  const placedAfter = (days: number) => locateFound(withPressures, known, leaks, model, days);
  const scoreOf = (placed: readonly Placed[]) =>
    scoreLocations(placed, flows, withPressures.startAt);
  const placed = placedAfter(waitDays);
  const score = scoreOf(placed);
  const perfect = perfectEuros(leaks, flows, withPressures.startAt);
  const waits = [
    { days: waitDays, score },
    ...otherWaits.map((days) => ({ days, score: scoreOf(placedAfter(days)) })),
  ];
  return {
    tables: [
      placeTable(name, placed),
      {
        title: `BattLeDIM ${name}: places by the days waited for (${waitDays} are scored), and EUR of ${Math.round(perfect ?? Number.NaN)} with every place known at once`,
        columns: [
          'days',
          'leaks within 300 m',
          'at first alarm',
          'trips',
          'median m',
          'in area',
          'EUR',
        ],
        rows: waits.map(({ days, score: at }) => [
          days,
          at.hits,
          at.hitsAtFirst,
          at.trips,
          at.medianDistanceM,
          at.inArea,
          at.euros,
        ]),
      },
    ],
    figures: {
      'located.within300M': score.hits,
      'located.within300MAtFirstAlarm': score.hitsAtFirst,
      'located.trips': score.trips,
      'located.medianDistanceM': score.medianDistanceM,
      'located.inArea': score.inArea,
      'located.euros': score.euros,
      'located.eurosIfPerfect': perfect,
      'located.secondsForSignatures': model.seconds,
    },
  };
}

function placeTable(name: string, placed: readonly Placed[]): BenchmarkTable {
  return {
    title: `BattLeDIM ${name}: place of each alarm, told ${waitDays} days after it, simulated pressures`,
    columns: [
      'alarm',
      'leak',
      'likeliest pipe',
      'probability',
      'm of pipe off',
      'm off by the sensor that reacts most',
      'pipes in the 80 % area',
      'leak in it',
      'misfit',
    ],
    rows: placed.map(({ event, leak, location, reason, distanceM, sensorDistanceM, isInArea }) => [
      new Date(event.alarmAt).toISOString().slice(0, 10),
      leak?.pipe ?? 'none',
      location?.candidates[0]?.id ?? reason,
      location?.candidates[0]?.probability ?? null,
      distanceM,
      sensorDistanceM,
      location?.area.length ?? null,
      isInArea ? 'yes' : 'no',
      location?.misfit ?? null,
    ]),
  };
}
