import type { DemandSeries } from '@waris/water-loss';
import { offsetAt } from '@waris/local-time';
import type { FlowGrid } from '../flow-grid.ts';
import { demandBefore, historyHoursAt } from './demand-hours.ts';
import type { ForecastTask } from './forecast-all.ts';
import { inputsOf, type ForecastInputs } from './forecast-inputs.ts';
import { usesWeatherAt, type Outlook } from './outlook.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What the forecasts of one series are made from, an entry for each of its origins. */
export type PlannedTask = {
  readonly task: ForecastTask;
  readonly wanted: readonly { readonly originMs: number; readonly inputs: ForecastInputs }[];
};

export type ForecastGround = {
  readonly grid: FlowGrid;
  readonly outlook: Outlook;
  readonly timeZone: string;
  readonly revision: number;
};

/**
 * The work of forecasting from local midnights, in rising order. Those without weather ahead share
 * a series; one with it has its own, since what was known of weather hangs on the origin. Origins
 * with under two weeks of demand are left out.
 */
export function planTasks(
  ground: ForecastGround,
  originsMs: readonly number[],
): readonly PlannedTask[] {
  const { grid, outlook, timeZone } = ground;
  const [first, last] = [originsMs[0], originsMs.at(-1)];
  if (first === undefined || last === undefined) return [];
  const withWeather = originsMs.filter((originMs) => usesWeatherAt(outlook, originMs));
  const alone = new Set(withWeather);
  const told = { ...outlook, weather: [] };
  const shared = demandBefore(grid, last, timeZone, told, first);
  return [
    planOf(
      ground,
      shared,
      last,
      originsMs.filter((originMs) => !alone.has(originMs)),
    ),
    ...withWeather.map((originMs) =>
      planOf(ground, demandBefore(grid, originMs, timeZone, outlook), originMs, [originMs]),
    ),
  ].filter(({ wanted }) => wanted.length > 0);
}

function planOf(
  ground: ForecastGround,
  series: DemandSeries,
  endMs: number,
  originsMs: readonly number[],
): PlannedTask {
  const { outlook, timeZone } = ground;
  const planned = originsMs.flatMap((originMs) => {
    const index = series.inflow.length - Math.round((endMs - originMs) / hourMs);
    const historyHours = historyHoursAt(series, index);
    if (historyHours === 0) return [];
    const date = Math.floor((originMs + offsetAt(originMs, timeZone)) / dayMs);
    const inputs = inputsOf(historyHours, outlook, { ...ground, originMs });
    return [{ origin: { index, date }, wanted: { originMs, inputs } }];
  });
  return {
    task: { series, origins: planned.map(({ origin }) => origin) },
    wanted: planned.map(({ wanted }) => wanted),
  };
}
