import { startOfLocalDay } from '@waris/local-time';
import type { PipeFailureRisk } from '@waris/water-loss';
import type { StatedPrediction } from '../../domain/detection/judgement.ts';
import { stableId } from '../../domain/detection/stable-id.ts';
import { historyOf, pipeModelVersions, pipeRiskBy } from '../../domain/pipe-models.ts';
import type { EvaluationRepository } from '../../persistence/detection/evaluation-repository.ts';
import type { PipeRepository, UnforetoldDma } from '../../persistence/detection/pipe-repository.ts';

const dmasPerTurn = 50;
const pipesKept = 20;

/**
 * One turn: keeps what the models of pipe failure say of DMAs in the year of their readings, once a
 * year. True when there may be more to do.
 */
export async function foretellPipes(context: {
  readonly pipes: PipeRepository;
  readonly evaluations: EvaluationRepository;
  now(): Date;
}): Promise<boolean> {
  const { pipes, evaluations, now } = context;
  const [version = ''] = pipeModelVersions;
  const dmas = await pipes.findUnforetold(version, dmasPerTurn);
  if (dmas.length === 0) return false;
  const ids = dmas.map(({ dmaId }) => dmaId);
  const ofDmas = await pipes.findOfDmas(ids, 'everywhere');
  const histories = await pipes.histories(ids, 'everywhere');
  const stated = dmas.flatMap((dma) => {
    const { dmaId, judgedThrough } = dma;
    const facts = ofDmas.get(dmaId) ?? [];
    const { confirmed, observedDays } = histories.get(dmaId) ?? { confirmed: 0, observedDays: 0 };
    const year = Number(judgedThrough.slice(0, 4));
    return pipeModelVersions.map((modelVersion) => {
      const risk = pipeRiskBy(modelVersion, facts, year, historyOf(confirmed, observedDays));
      const inputs = { pipeCount: facts.length, confirmedBursts: confirmed, observedDays };
      const prediction = statedRisk({ ...dma, modelVersion, year }, risk, inputs);
      return { dmaId, prediction };
    });
  });
  await evaluations.keepStated(stated, now());
  return dmas.length === dmasPerTurn;
}

function statedRisk(
  of: UnforetoldDma & { readonly modelVersion: string; readonly year: number },
  risk: PipeFailureRisk,
  inputs: StatedPrediction['inputs'],
): StatedPrediction {
  const { dmaId, modelVersion, year, judgedThrough, timeZone } = of;
  return {
    id: stableId(dmaId, modelVersion, 'pipe failure', String(year)),
    kind: 'pipe failure',
    modelVersion,
    inputs,
    content: {
      year,
      failuresPerYear: risk.failuresPerYear,
      historyFactor: risk.historyFactor,
      pipes: risk.pipes.slice(0, pipesKept).map(({ pipe, rank, yearlyProbability }) => ({
        rank,
        pipeId: pipe.id,
        yearlyProbability,
      })),
    },
    confidence: null,
    dataUntilMs: startOfLocalDay(Date.parse(`${judgedThrough}T00:00:00Z`) + 86_400_000, timeZone),
  };
}
