import { gzipSync } from 'node:zlib';
import type { PoolClient } from '@waris/database';
import { checkpointsBefore } from '../../domain/detection/checkpoints.ts';
import { priorityOf } from '../../domain/detection/event-priority.ts';
import {
  predictionOfEvent,
  withdrawalReason,
  type Judgement,
  type ModelState,
  type StatedPrediction,
} from '../../domain/detection/judgement.ts';
import {
  reconcileEvents,
  type KeptEvent,
  type Reconciled,
} from '../../domain/detection/reconcile-events.ts';
import {
  dropStatesSql,
  keepEventsSql,
  keepPredictionsSql,
  keepStatesSql,
  keepTruthsSql,
  keepWatermarksSql,
  withdrawEventsSql,
} from './evaluation-sql.ts';
import { writePlacesAsked } from './write-places-asked.ts';

export type Client = Pick<PoolClient, 'query'>;

const statesAtOnce = 500;

type Known = ReadonlyMap<string, readonly KeptEvent[]>;
type Reconciling = { readonly judgement: Judgement; readonly events: Reconciled };

/** Writes within the caller's transaction; each table in one statement however many DMAs. */
export async function writeJudgements(
  client: Client,
  judgements: readonly Judgement[],
  known: Known,
  now: Date,
): Promise<void> {
  const all = judgements.map((judgement) => {
    const ofModel = known.get(`${judgement.dmaId} ${judgement.modelVersion}`) ?? [];
    return { judgement, events: reconcileEvents(judgement.seen, ofModel, judgement) };
  });
  await writeEvents(client, all, now);
  await writePlacesAsked(
    client,
    all.map(({ judgement, events }) => ({ judgement, kept: events.kept })),
  );
  await writePredictions(client, all, now);
  await writeStates(client, judgements);
  await client.query(keepWatermarksSql, [
    judgements.map((judgement) => judgement.dmaId),
    judgements.map((judgement) => judgement.modelVersion),
    judgements.map((judgement) => judgement.firstDay),
    judgements.map((judgement) => judgement.evaluatedThrough),
    judgements.map((judgement) => judgement.revision),
    now,
  ]);
}

async function writeEvents(client: Client, all: readonly Reconciling[], now: Date): Promise<void> {
  const rows = all.flatMap(({ judgement, events }) =>
    events.kept.map(({ id, draft }) => ({
      id,
      dma_id: judgement.dmaId,
      kind: draft.kind,
      model_version: judgement.modelVersion,
      start_at: instant(draft.startMs),
      detected_at: instant(draft.detectedMs),
      ended_at: draft.endMs === null ? null : instant(draft.endMs),
      size_m3_per_hour: draft.sizeM3PerHour,
      size_margin_m3_per_hour: draft.sizeMarginM3PerHour,
      confidence: draft.confidence,
      priority: priorityOf(draft),
      approaches: draft.approaches,
      details: draft.details,
      evidence: draft.evidence,
      data_revision: judgement.revision,
    })),
  );
  if (rows.length > 0) await client.query(keepEventsSql, [JSON.stringify(rows), now]);
  const withdrawn = all.flatMap(({ judgement, events }) =>
    events.withdrawnIds.map((id) => ({ id, reason: withdrawalReason(judgement) })),
  );
  if (withdrawn.length === 0) return;
  await client.query(withdrawEventsSql, [
    withdrawn.map(({ id }) => id),
    withdrawn.map(({ reason }) => reason),
    now,
  ]);
}

async function writePredictions(
  client: Client,
  all: readonly Reconciling[],
  now: Date,
): Promise<void> {
  const rows = all.flatMap(({ judgement, events }) => {
    const ofEvents = events.kept
      .map(({ id, draft }) => predictionOfEvent(id, draft, judgement))
      .filter((prediction) => prediction !== null);
    return [...ofEvents, ...judgement.predictions].map((each) => predictionRow(judgement, each));
  });
  if (rows.length > 0) await client.query(keepPredictionsSql, [JSON.stringify(rows), now]);
  const truths = all.flatMap(({ judgement }) => Array.from(judgement.truths));
  if (truths.length === 0) return;
  await client.query(keepTruthsSql, [
    truths.map(([id]) => id),
    truths.map(([, truth]) => JSON.stringify(truth)),
  ]);
}

/** Keeps what was said that no judgement of readings goes with. */
export async function writeStated(
  client: Client,
  stated: readonly { readonly dmaId: string; readonly prediction: StatedPrediction }[],
  now: Date,
): Promise<void> {
  const rows = stated.map(({ dmaId, prediction }) => predictionRow({ dmaId }, prediction));
  await client.query(keepPredictionsSql, [JSON.stringify(rows), now]);
}

function predictionRow(
  { dmaId }: { readonly dmaId: string },
  { dataUntilMs, ...prediction }: StatedPrediction,
) {
  return {
    id: prediction.id,
    dma_id: dmaId,
    kind: prediction.kind,
    model_version: prediction.modelVersion,
    inputs: prediction.inputs,
    content: prediction.content,
    confidence: prediction.confidence,
    data_until: instant(dataUntilMs),
  };
}

async function writeStates(client: Client, judgements: readonly Judgement[]): Promise<void> {
  // Checkpoints hang on where a DMA has got to, and most have got to the same day.
  const groups = Map.groupBy(judgements, ({ evaluatedThrough }) => evaluatedThrough);
  for (const [evaluatedThrough, group] of groups) {
    await client.query(dropStatesSql, [
      group.map((judgement) => judgement.dmaId),
      group.map((judgement) => judgement.modelVersion),
      group.map((judgement) => judgement.beganDay),
      checkpointsBefore(dayAfter(evaluatedThrough)),
    ]);
  }
  const states = judgements.flatMap(({ dmaId, modelVersion, states: ofModel }) =>
    ofModel.map((state) => ({ dmaId, modelVersion, ...state })),
  );
  for (let first = 0; first < states.length; first += statesAtOnce) {
    await keepStates(client, states.slice(first, first + statesAtOnce));
  }
}

type KeptState = ModelState & { readonly dmaId: string; readonly modelVersion: string };

async function keepStates(client: Client, states: readonly KeptState[]): Promise<void> {
  const packed = states.map((state) => gzipSync(JSON.stringify(state.state), { level: 1 }));
  // Places of SQL begin with 1.
  let place = 1;
  const places = packed.map(({ length }) => {
    const own = place;
    place += length;
    return own;
  });
  await client.query(keepStatesSql, [
    states.map((state) => state.dmaId),
    states.map((state) => state.modelVersion),
    states.map((state) => state.beforeDay),
    Buffer.concat(packed),
    places,
    packed.map(({ length }) => length),
  ]);
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
