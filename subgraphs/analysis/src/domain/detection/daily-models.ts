import { burstModel } from './burst-run.ts';
import type { DetectionModel } from './model-run.ts';
import { nightCusumModel, nightEwmaModel, nightShareModel } from './night-runs.ts';
import { pressureModels } from './pressure-runs.ts';

/** The models that judge each local day of a DMA in that time zone. */
export function dailyModels(timeZone: string): readonly DetectionModel[] {
  return [
    burstModel,
    nightEwmaModel(timeZone),
    nightCusumModel(timeZone),
    nightShareModel(timeZone),
    ...pressureModels,
  ];
}

export const dailyModelVersions: readonly string[] = dailyModels('UTC').map(
  ({ version }) => version,
);
