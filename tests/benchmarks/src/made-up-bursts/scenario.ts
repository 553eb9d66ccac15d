import type { BurstInput } from '@waris/water-loss';
import type { DrawnLeak } from './draw-leaks.ts';

/** Readings into which leaks were put. */
export type Scenario = {
  readonly input: BurstInput;
  readonly leaks: readonly DrawnLeak[];
  readonly meanInflowM3PerHour: number;
};

/** A kind of scenario: any seed gives one, the same seed the same. */
export type ScenarioKind = {
  readonly name: string;
  readonly days: number;
  draw(seed: number): Scenario;
};
