import { detectBursts } from '@waris/water-loss';
import { scoreAlarms } from '../bursts/score-alarms.ts';
import type { DrawnLeak } from './draw-leaks.ts';
import type { ScenarioKind } from './scenario.ts';

/** A leak that was put in, and after how many days it was found, or null. */
export type SoughtLeak = {
  readonly leak: DrawnLeak;
  readonly meanInflowM3PerHour: number;
  readonly delayDays: number | null;
};

export type KindScore = {
  readonly name: string;
  readonly years: number;
  readonly sought: readonly SoughtLeak[];
  readonly falseAlarms: number;
  /** Those of them on a leak that was open and never found, but older than 21 days. */
  readonly late: number;
  readonly repeated: number;
};

/** Draws scenarios, walks through each and scores the alarms as those of BattLeDIM are scored. */
export function scoreScenarios(kind: ScenarioKind, seeds: readonly number[]): KindScore {
  const sought: SoughtLeak[] = [];
  const alarms = { falseAlarms: 0, late: 0, repeated: 0 };
  for (const seed of seeds) {
    const { input, leaks, meanInflowM3PerHour } = kind.draw(seed);
    const raised = detectBursts(input).flatMap((event) =>
      event.kind === 'leak' ? [event.alarmAt] : [],
    );
    const score = scoreAlarms(leaks, raised);
    alarms.falseAlarms += score.falseAlarms;
    alarms.late += score.late;
    alarms.repeated += score.repeated;
    for (const [index, leak] of leaks.entries()) {
      sought.push({ leak, meanInflowM3PerHour, delayDays: score.delays[index] ?? null });
    }
  }
  return { name: kind.name, years: (seeds.length * kind.days) / 365, sought, ...alarms };
}
