import { join } from 'node:path';
import type { BenchmarkTable } from '../benchmark.ts';
import { knownLeaks } from './known-events.ts';
import { madeUpLeakTable } from './made-up-leaks.ts';
import { perfectEuros, scoreLocations, type LocationScore } from './location-score.ts';
import { readLeakFlows, readModel, withinArea, wrongModel, type Model } from './location-world.ts';
import { locateFound, type Placed } from './locate-found.ts';
import type { Period } from './read-period.ts';
import type { Town } from './town.ts';

const waitDays = 3;
// Shown to tell how much hangs on the days waited for and on the model, not to choose.
const variants = [
  { days: 1, offRatio: 0 },
  { days: 7, offRatio: 0 },
  { days: waitDays, offRatio: 0.1 },
  { days: waitDays, offRatio: 0.25 },
] as const;
const madeUpOffRatio = 0.1;

export type LocationReport = {
  readonly tables: readonly BenchmarkTable[];
  readonly figures: Readonly<Record<string, number | null>>;
};

/** Where bursts were said to be, for a period with pressures; null without a model of the network. */
export async function reportLocations(
  dataFolder: string,
  leakFree: Town | null,
  { name, dmas, whole }: Period,
): Promise<LocationReport | null> {
  if (whole.withPressures?.pressures === undefined) return null;
  const { startAt } = whole.inflow;
  const sensors = whole.withPressures.pressures.map(({ sensor }) => sensor);
  const model = await readModel(dataFolder, sensors);
  if (model === null) return null;
  const flows = await readLeakFlows(join(dataFolder, 'battledim'), name);
  const locatable = dmas.flatMap((dma) =>
    dma.withPressures === null
      ? []
      : [{ ...dma, input: dma.withPressures, known: knownLeaks(dma.withPressures) }],
  );
  const placedBy = (by: Model, days: number) =>
    locatable
      .flatMap(({ input, known, leaks, holdsPipe }) =>
        locateFound(input, known, leaks, withinArea(by, holdsPipe), days),
      )
      .toSorted((one, other) => one.event.alarmAt - other.event.alarmAt);
  const scoreOf = (placed: readonly Placed[]) => scoreLocations(placed, flows, startAt);
  const placed = placedBy(model, waitDays);
  const score = scoreOf(placed);
  const leaks = dmas.flatMap((dma) => dma.leaks);
  const perfect = perfectEuros(leaks, flows, startAt);
  const models = new Map([[0, model]]);
  for (const ratio of [madeUpOffRatio, ...variants.map(({ offRatio }) => offRatio)]) {
    if (!models.has(ratio)) models.set(ratio, await wrongModel(model, ratio));
  }
  const others = variants.map(({ days, offRatio }) => ({
    days,
    offRatio,
    score: scoreOf(placedBy(models.get(offRatio) ?? model, days)),
  }));
  const wrong = { ratio: madeUpOffRatio, model: models.get(madeUpOffRatio) ?? model };
  return {
    tables: [
      placeTable(name, placed),
      variantTable(name, [{ days: waitDays, offRatio: 0, score }, ...others]),
      ...(leakFree === null ? [] : [madeUpLeakTable(leakFree.whole, model, wrong)]),
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

type Variant = { readonly days: number; readonly offRatio: number; readonly score: LocationScore };

function variantTable(name: string, rows: readonly Variant[]): BenchmarkTable {
  return {
    title: `BattLeDIM ${name}: places by days waited for and by how wrong roughness and demands of the model are; the first row is scored`,
    columns: [
      'days',
      'model off by',
      'leaks within 300 m',
      'at first alarm',
      'trips',
      'median m',
      'in area',
      'EUR',
    ],
    rows: rows.map(({ days, offRatio, score }) => [
      days,
      `${100 * offRatio} %`,
      score.hits,
      score.hitsAtFirst,
      score.trips,
      score.medianDistanceM,
      score.inArea,
      score.euros,
    ]),
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
