import { hoursOfDay, quartersOfDay } from '../../domain/roll-ups/day-rollup.ts';
import { extremesOf } from '../../domain/roll-ups/extremes.ts';
import { localDayEdges } from '../../domain/roll-ups/local-days.ts';
import {
  dmaRuns,
  startOfDayMs,
  type DmaDay,
  type DmaRun,
} from '../../domain/roll-ups/touched-days.ts';
import type { DmaDayRollup } from '../../persistence/roll-ups/dma-rollups.ts';
import type { FreshSeries } from '../../persistence/roll-ups/fresh-series.ts';
import type { RollUpUnit } from '../../persistence/roll-ups/roll-up-unit.ts';

type FreshByDma = ReadonlyMap<string, FreshSeries>;
type Fresh = { readonly all: FreshByDma; readonly sound: FreshByDma };

/** Computes days of DMAs from the readings, as whoever asks without roll-ups would. */
export async function rollUpDmas(unit: RollUpUnit, days: readonly DmaDay[]): Promise<void> {
  await unit.keepCompositions([...new Set(days.map(({ dmaId }) => dmaId))]);
  for (const run of dmaRuns(days)) {
    await unit.bringBackInputs(run);
    await rollUpRun(unit, run);
  }
}

async function rollUpRun(unit: RollUpUnit, run: DmaRun): Promise<void> {
  const { quantity, dmaIds, firstDay, lastDay } = run;
  const suspects = await unit.dmasWithSuspects(quantity, dmaIds, firstDay, lastDay);
  const fresh = async (edges: readonly number[], stepSeconds: number | null): Promise<Fresh> => {
    const grid = { edges, stepSeconds };
    const all = await unit.readFresh(quantity, dmaIds, { ...grid, withSuspect: true });
    const sound =
      suspects.size === 0
        ? new Map<string, FreshSeries>()
        : await unit.readFresh(quantity, [...suspects], { ...grid, withSuspect: false });
    return { all, sound };
  };
  const ends = [startOfDayMs(firstDay), startOfDayMs(lastDay + 1)];
  const quarters = await fresh(ends, 900);
  const hours = await fresh(ends, 3600);
  await unit.writeDmaRollups(
    quantity,
    dmaIds.flatMap((dmaId) =>
      Array.from({ length: lastDay - firstDay + 1 }, (_, index) =>
        dayOf(run, dmaId, index, suspects, quarters, hours),
      ),
    ),
  );
  const zones = await unit.zonesOf(dmaIds);
  for (const [timeZone, own] of Map.groupBy(dmaIds, (dmaId) => zones.get(dmaId))) {
    if (timeZone === undefined) continue;
    const edges = localDayEdges(run, timeZone);
    await unit.writeLocalDays(quantity, timeZone, localDays(own, edges, await fresh(edges, null)));
  }
}

function dayOf(
  { quantity, firstDay }: DmaRun,
  dmaId: string,
  index: number,
  suspects: ReadonlySet<string>,
  quarters: Fresh,
  hours: Fresh,
): DmaDayRollup {
  const partOf = (column: Float64Array | undefined, width: number) =>
    column === undefined ? empty(width) : column.subarray(index * width, (index + 1) * width);
  const quarter = quarters.all.get(dmaId);
  const hour = hours.all.get(dmaId);
  const quarterValues = partOf(quarter?.means, quartersOfDay);
  const extremes = extremesOf(quarterValues, hoursOfDay);
  return {
    dmaId,
    day: firstDay + index,
    quarters: quarterValues,
    quarterLeast: partOf(quarter?.least, quartersOfDay),
    quarterGreatest: partOf(quarter?.greatest, quartersOfDay),
    hours: partOf(hour?.means, hoursOfDay),
    hourLeast: quantity === 'FLOW' ? extremes.least : partOf(hour?.least, hoursOfDay),
    hourGreatest: quantity === 'FLOW' ? extremes.greatest : partOf(hour?.greatest, hoursOfDay),
    sound: suspects.has(dmaId)
      ? {
          quarters: partOf(quarters.sound.get(dmaId)?.means, quartersOfDay),
          hours: partOf(hours.sound.get(dmaId)?.means, hoursOfDay),
        }
      : null,
  };
}

function empty(width: number): Float64Array {
  return new Float64Array(width).fill(Number.NaN);
}

function localDays(dmaIds: readonly string[], edges: readonly number[], { all, sound }: Fresh) {
  return dmaIds.flatMap((dmaId) => {
    const series = all.get(dmaId);
    return edges.slice(0, -1).map((startsAt, place) => ({
      dmaId,
      startsAt,
      value: series?.means[place] ?? Number.NaN,
      least: series?.least[place] ?? Number.NaN,
      greatest: series?.greatest[place] ?? Number.NaN,
      soundValue: sound.get(dmaId)?.means[place] ?? null,
    }));
  });
}
