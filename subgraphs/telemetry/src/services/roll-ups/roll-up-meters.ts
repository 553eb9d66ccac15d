import { judgeNeighbours } from '../../domain/quality/judge-neighbours.ts';
import {
  reachMs,
  type QualityThresholds,
  type ThresholdsOf,
} from '../../domain/quality/thresholds.ts';
import type { MeterKind, ReadingQuantity } from '../../domain/quantity.ts';
import { dayMs, rollUpDay } from '../../domain/roll-ups/day-rollup.ts';
import { lastRegisterOf } from '../../domain/roll-ups/last-register.ts';
import {
  meterRuns,
  startOfDayMs,
  type MeterDay,
  type MeterRun,
} from '../../domain/roll-ups/touched-days.ts';
import type { JudgedReading } from '../../persistence/roll-ups/judged-codes.ts';
import type { MeterDayRollup } from '../../persistence/roll-ups/meter-rollups.ts';
import type { RunReadings } from '../../persistence/roll-ups/readings-of-runs.ts';
import type { RollUpUnit } from '../../persistence/roll-ups/roll-up-unit.ts';

/** Judges and rolls up the days of meters; marks days outside whose readings changed their code. */
export async function rollUpMeters(
  unit: RollUpUnit,
  days: readonly MeterDay[],
  thresholdsOf: ThresholdsOf,
): Promise<void> {
  const kinds = await unit.kindsOf([...new Set(days.map(({ meterId }) => meterId))]);
  for (const [quantity, own] of Map.groupBy(days, (day) => day.quantity)) {
    await unit.bringBackMarked(quantity, own);
    const runs = meterRuns(own).map((run) => {
      const thresholds = thresholdsFor(kinds.get(run.meterId), quantity, thresholdsOf);
      // Judging a reading needs its neighbours, and each of those its own.
      return { ...run, thresholds, marginMs: 2 * reachMs(thresholds) };
    });
    const readings = await unit.readRuns(quantity, runs);
    const judged = runs.map((run, index) => judgeRun(quantity, run, readings[index]));
    await unit.writeCodes(
      quantity,
      judged.flatMap(({ changed }) => changed),
    );
    await unit.writeMeterRollups(
      quantity,
      judged.flatMap(({ rollups }) => rollups),
    );
    await unit.markDays(judged.flatMap(({ outside }) => outside));
  }
}

// What a kind measures besides its first quantity is judged like that of its like.
function thresholdsFor(
  kind: MeterKind | undefined,
  quantity: ReadingQuantity,
  thresholdsOf: ThresholdsOf,
): QualityThresholds {
  return thresholdsOf(kind ?? 'zone', quantity);
}

type Run = MeterRun & { readonly thresholds: QualityThresholds; readonly marginMs: number };

function judgeRun(quantity: ReadingQuantity, run: Run, readings: RunReadings | undefined) {
  const { at, values, amounts, codes } = readings ?? noReadings;
  const { meterId, thresholds, marginMs } = run;
  const judged =
    marginMs === 0 ? codes : judgeNeighbours({ quantity, at, values, codes }, thresholds);
  const [from, to] = [startOfDayMs(run.firstDay), startOfDayMs(run.lastDay + 1)];
  const changed: JudgedReading[] = [];
  const outsideDays = new Set<number>();
  judged.forEach((code, place) => {
    const instant = at[place] ?? 0;
    // Further out, neighbours are missing that would have a say.
    const isKnown = instant >= from - marginMs / 2 && instant < to + marginMs / 2;
    if (code === codes[place] || !isKnown) return;
    changed.push({ meterId, at: instant, code });
    if (instant < from || instant >= to) outsideDays.add(Math.floor(instant / dayMs));
  });
  const rollups: MeterDayRollup[] = [];
  let first = firstFrom(at, from, 0);
  for (let day = run.firstDay; day <= run.lastDay; day += 1) {
    const end = firstFrom(at, startOfDayMs(day + 1), first);
    const ofDay = {
      at: at.subarray(first, end),
      values: amounts.subarray(first, end),
      codes: judged.subarray(first, end),
    };
    const rollup = rollUpDay(startOfDayMs(day), ofDay);
    const shown = { ...ofDay, values: values.subarray(first, end), amounts: ofDay.values };
    const last = quantity === 'REGISTER' ? lastRegisterOf(shown) : null;
    rollups.push({ day: { quantity, meterId, day }, rollup, last });
    first = end;
  }
  const outside = Array.from(outsideDays, (day): MeterDay => ({ quantity, meterId, day }));
  return { changed, rollups, outside };
}

const noReadings = {
  at: new Float64Array(),
  values: new Float64Array(),
  amounts: new Float64Array(),
  codes: new Uint8Array(),
};

/** The first place from `start` whose instant is not before `instant`. */
function firstFrom(at: Float64Array, instant: number, start: number): number {
  let place = start;
  while (place < at.length && (at[place] ?? 0) < instant) place += 1;
  return place;
}
