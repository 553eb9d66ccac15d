import type { PassPlan } from '../../domain/detection/dma-pass.ts';
import {
  instantToProbe,
  planEvaluation,
  type Watermark,
} from '../../domain/detection/plan-evaluation.ts';
import type {
  KeptWatermark,
  PublishedDma,
} from '../../persistence/detection/published-days-repository.ts';
import type { EvaluationContext } from './evaluate-days.ts';

/** Distinct instants to probe in one turn: DMAs of one time zone share theirs. */
const mostProbes = 8;
const dayMs = 86_400_000;

/** What each model has to judge of each DMA now, the DMAs with the fewest days first. */
export async function planPasses(
  { published }: Pick<EvaluationContext, 'published'>,
  since: number,
  modelVersions: readonly string[],
): Promise<readonly PassPlan[]> {
  const dmas = await published.publishedDays(modelVersions, since);
  const watermarks = Map.groupBy(await published.watermarks(modelVersions), (each) => each.dmaId);
  const lowest = (dmaId: string) => lowestOf(watermarks.get(dmaId) ?? [], modelVersions.length);
  const proven = await provenInstants(published, dmas, lowest);
  return dmas
    .flatMap((dma) => {
      const ofDma = new Map((watermarks.get(dma.dmaId) ?? []).map((w) => [w.modelVersion, w]));
      const models = modelVersions.flatMap((modelVersion) => {
        const watermark = ofDma.get(modelVersion) ?? null;
        const provenMs = proven.get(dma.dmaId) ?? null;
        const plan = planEvaluation(dma, watermark, provenMs, dma.timeZone);
        return plan === null ? [] : [{ modelVersion, plan, watermark }];
      });
      const fromMs = Math.min(...models.map(({ plan }) => plan.from.startMs));
      const untilMs = Math.max(...models.map(({ plan }) => plan.to.endMs));
      const days = Math.ceil((untilMs - fromMs) / dayMs);
      return models.length === 0 ? [] : [{ ...dma, models, fromMs, untilMs, days }];
    })
    .toSorted((a, b) => a.days - b.days || (a.dmaId < b.dmaId ? -1 : 1));
}

// The model that is furthest behind; none while one has not begun.
function lowestOf(watermarks: readonly KeptWatermark[], models: number): Watermark | null {
  if (watermarks.length < models) return null;
  return watermarks.reduce<KeptWatermark | null>(
    (least, each) =>
      least === null || each.evaluatedThrough < least.evaluatedThrough ? each : least,
    null,
  );
}

async function provenInstants(
  published: EvaluationContext['published'],
  dmas: readonly PublishedDma[],
  lowest: (dmaId: string) => Watermark | null,
): Promise<ReadonlyMap<string, number>> {
  const probes = dmas.flatMap((dma) => {
    const atMs = instantToProbe(dma, lowest(dma.dmaId), dma.timeZone);
    return atMs === null ? [] : [{ dmaId: dma.dmaId, atMs }];
  });
  const latestFirst = Array.from(Map.groupBy(probes, ({ atMs }) => atMs))
    .toSorted(([a], [b]) => b - a)
    .slice(0, mostProbes);
  const proven = new Map<string, number>();
  // One after the other: each reads all its DMAs at once.
  for (const [atMs, ofInstant] of latestFirst) {
    const found = await published.withInflowAround(
      ofInstant.map(({ dmaId }) => dmaId),
      atMs,
    );
    for (const dmaId of found) proven.set(dmaId, atMs);
  }
  return proven;
}
