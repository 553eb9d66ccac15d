import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { demandForecastMethod } from '@waris/water-loss';
import type { Benchmark, BenchmarkReport } from '../benchmark.ts';
import { coverageRatio } from './demand-scores.ts';
import {
  areaTable,
  coverageTable,
  meansByMethod,
  ratiosOf,
  summaryTable,
} from './forecast-report.ts';
import { readDemand, type DemandData } from './read-demand.ts';
import { weeksOf, type Weeks } from './scored-weeks.ts';
import { champion, walkForward, type AreaResult, type ForecastWeek } from './walk-forward.ts';

/** A week's demand of each area, forecast walking forward over the last eight weeks. */
export const forecast: Benchmark = {
  name: 'forecast',
  description: 'demand of the BWDF areas a week ahead: PI1–PI3 and intervals, beside baselines',
  run: async (_world, { dataFolder, report }) => {
    const data = await readDemand(join(dataFolder, 'bwdf'));
    const weeks = weeksOf(data.calendar);
    const dated = (origins: readonly number[]) => origins.map((origin) => datedWeek(data, origin));
    const [scoredWeeks, validationWeeks] = [dated(weeks.scored), dated(weeks.validation)];
    const scored: AreaResult[] = [];
    const validated: AreaResult[] = [];
    for (const [area, series] of data.areas) {
      report(`forecasting ${area}`);
      // The work is synchronous: this lets the progress line be drawn.
      await setImmediate();
      scored.push(walkForward(area, series, scoredWeeks, data.weather));
      if (weeks.validation.length > 0) {
        validated.push(walkForward(area, series, validationWeeks, null));
      }
    }
    return reportOf(data, weeks, scored, validated);
  },
};

function datedWeek({ calendar }: DemandData, origin: number): ForecastWeek {
  return { origin, date: Date.parse(`${calendar.days[origin]}T00:00:00Z`) / 86_400_000 };
}

function reportOf(
  { calendar }: DemandData,
  weeks: Weeks,
  scored: readonly AreaResult[],
  validated: readonly AreaResult[],
): BenchmarkReport {
  const means = meansByMethod(scored);
  const own = means.get(champion);
  const [pi1Ratio = null, pi2Ratio = null, pi3Ratio = null] = ratiosOf(means, champion);
  const first = calendar.days[weeks.scored[0] ?? 0];
  const last = calendar.days[weeks.scored.at(-1) ?? 0];
  const days = weeks.validation.map((week) => calendar.days[week]).join(', ');
  const cpuSeconds = scored.reduce((sum, area) => sum + area.cpuSeconds, 0);
  return {
    tables: [
      summaryTable(`Means over the areas, weeks from ${first} to ${last}`, scored),
      summaryTable('The same on the validation weeks', validated),
      areaTable('PI1, mean absolute error of day 1', scored, 'pi1'),
      areaTable('PI2, greatest absolute error of day 1', scored, 'pi2'),
      areaTable('PI3, mean absolute error of days 2–7', scored, 'pi3'),
      coverageTable('Readings within the intervals of the champion', scored),
    ],
    figures: {
      pi1: own?.pi1 ?? null,
      pi2: own?.pi2 ?? null,
      pi3: own?.pi3 ?? null,
      pi1Ratio,
      pi2Ratio,
      pi3Ratio,
      coverage80: coverageRatio(scored.flatMap((area) => area.coverage80)),
      coverage95: coverageRatio(scored.flatMap((area) => area.coverage95)),
      validationCoverage80: coverageRatio(validated.flatMap((area) => area.coverage80)),
      validationCoverage95: coverageRatio(validated.flatMap((area) => area.coverage95)),
      cpuSecondsPerForecast: cpuSeconds / (scored.length * weeks.scored.length),
    },
    notes: [
      `Champion: ${demandForecastMethod}, without weather, as the service runs it: trees are fitted every fourth Monday. Ratios are to the median of the last 8 weeks.`,
      'Each week is forecast from local midnight of its first day with what was measured before it.',
      `Validation weeks, all before the scored ones, begin on ${days}.`,
      '"Weather known" is given the measured weather of the week ahead: a perfect weather forecast.',
      'Holidays are those of Italy and count as Sundays for the champion, not for the baselines.',
    ],
  };
}
