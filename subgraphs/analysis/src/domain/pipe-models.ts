import {
  pipeFailureMethod,
  pipeFailureRisk,
  type FailureHistory,
  type PipeFacts,
  type PipeFailureRisk,
} from '@waris/water-loss';

const noHistory: FailureHistory = { failures: 0, years: 0 };

/** The models of pipe failure by version: the same rates with less and less that they know. */
const pipeModels = new Map<
  string,
  (pipes: readonly PipeFacts[], year: number, history: FailureHistory) => PipeFailureRisk
>([
  [pipeFailureMethod, pipeFailureRisk],
  ['poisson-unmoved-1', (pipes, year) => pipeFailureRisk(pipes, year, noHistory)],
  ['length-only-1', (pipes, year) => pipeFailureRisk(pipes.map(lengthOnly), year, noHistory)],
]);

export const pipeModelVersions: readonly string[] = [...pipeModels.keys()];

const daysPerYear = 365.25;

/** Bursts that were confirmed in a DMA, as the history of its pipes. */
export function historyOf(confirmed: number, observedDays: number): FailureHistory {
  return { failures: confirmed, years: observedDays / daysPerYear };
}

export function pipeRiskBy(
  version: string,
  pipes: readonly PipeFacts[],
  year: number,
  history: FailureHistory,
): PipeFailureRisk {
  const model = pipeModels.get(version);
  if (model === undefined) throw new Error(`There is no model of pipe failure ${version}.`);
  return model(pipes, year, history);
}

// 150 mm, the mean material and 40 years: the rate per km is one for all.
function lengthOnly({ id, lengthM }: PipeFacts): PipeFacts {
  return { id, lengthM, diameterMm: 150, material: null, installedYear: null };
}
