import type { NightFlowClass } from '@waris/water-loss';
import type { Dma } from './dma.ts';
import type { FlowGrid } from './flow-grid.ts';
import type { LocalDay } from './local-days.ts';
import type { NightDayFactor } from './night-day-factor.ts';

export type NightFlowFacts = {
  readonly dma: Dma;
  readonly days: readonly LocalDay[];
  readonly grid: FlowGrid;
  readonly factor: NightDayFactor;
  /** Mean pressure from 02:00 to 04:00; null where none was read. */
  readonly nightPressureM: number | null;
};

export type NightFlowDay = {
  readonly day: string;
  readonly minimumNightFlowM3PerHour: number;
  readonly netNightFlowM3PerHour: number | null;
  readonly leakageM3PerDay: number | null;
  readonly litresPerConnectionPerHour: number | null;
  readonly targetClass: NightFlowClass | null;
};
