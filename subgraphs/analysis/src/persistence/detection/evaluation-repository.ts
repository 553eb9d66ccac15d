import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { inTransaction, query, type Pool } from '@waris/database';
import { z } from 'zod';
import { eventKinds } from '../../domain/detection/event.ts';
import type { Judgement, ModelState, StatedPrediction } from '../../domain/detection/judgement.ts';
import { settledMs, type KeptEvent } from '../../domain/detection/reconcile-events.ts';
import { knownEventsSql, lockEvaluationsSql, statesSql } from './evaluation-sql.ts';
import { writeJudgements, writeStated, type Client } from './write-judgements.ts';
import { watermarkRows } from './published-days-repository.ts';
import { watermarksSql } from './published-days-sql.ts';

const unzip = promisify(gunzip);

export type StateRequest = {
  readonly dmaId: string;
  readonly modelVersion: string;
  readonly beforeDay: string;
};

/** Events, predictions, states and watermarks of the work that judges readings. */
export type EvaluationRepository = {
  /** The latest state at or before the day, by `stateKey`; absent when there is none. */
  statesBefore(requests: readonly StateRequest[]): Promise<ReadonlyMap<string, ModelState>>;
  /**
   * Keeps what was found in one transaction, or nothing: false when a watermark has moved since the
   * work began, so that somebody else has done it.
   */
  keep(judgements: readonly Judgement[], now: Date): Promise<boolean>;
  /** Keeps predictions that are not there yet. */
  keepStated(stated: readonly Stated[], now: Date): Promise<void>;
};

export type Stated = { readonly dmaId: string; readonly prediction: StatedPrediction };

export const stateKey = (dmaId: string, modelVersion: string) => `${dmaId} ${modelVersion}`;

const stateRows = z.array(
  z.object({
    dmaId: z.string(),
    modelVersion: z.string(),
    beforeDay: z.string(),
    state: z.instanceof(Buffer),
  }),
);
const eventRows = z.array(
  z.object({
    id: z.string(),
    dmaId: z.string(),
    modelVersion: z.string(),
    kind: z.enum(eventKinds),
    startMs: z.number(),
    detectedMs: z.number(),
    isWithdrawn: z.boolean(),
  }),
);

export function makeEvaluationRepository(pool: Pool): EvaluationRepository {
  return {
    statesBefore: async (requests) => {
      const { rows } = await query(pool, statesSql, [
        requests.map((request) => request.dmaId),
        requests.map((request) => request.modelVersion),
        requests.map((request) => request.beforeDay),
      ]);
      const states = await Promise.all(
        stateRows.parse(rows).map(async ({ dmaId, modelVersion, beforeDay, state }) => {
          const text = (await unzip(state)).toString();
          const value = { beforeDay, state: JSON.parse(text) as unknown };
          return [stateKey(dmaId, modelVersion), value] as const;
        }),
      );
      return new Map(states);
    },
    keepStated: (stated, now) => inTransaction(pool, (client) => writeStated(client, stated, now)),
    keep: (judgements, now) =>
      inTransaction(pool, async (client) => {
        await client.query(lockEvaluationsSql);
        if (!(await isWhereItWas(client, judgements))) return false;
        await writeJudgements(client, judgements, await knownEvents(client, judgements), now);
        return true;
      }),
  };
}

async function isWhereItWas(client: Client, judgements: readonly Judgement[]): Promise<boolean> {
  const { rows } = await client.query(watermarksSql, [
    judgements.map((judgement) => judgement.modelVersion),
    judgements.map((judgement) => judgement.dmaId),
  ]);
  const kept = new Map(
    watermarkRows.parse(rows).map((row) => [stateKey(row.dmaId, row.modelVersion), row]),
  );
  return judgements.every(({ dmaId, modelVersion, before }) => {
    const now = kept.get(stateKey(dmaId, modelVersion));
    return now?.evaluatedThrough === before?.evaluatedThrough && now?.revision === before?.revision;
  });
}

async function knownEvents(
  client: Client,
  judgements: readonly Judgement[],
): Promise<ReadonlyMap<string, readonly KeptEvent[]>> {
  const { rows } = await client.query(knownEventsSql, [
    judgements.map((judgement) => judgement.dmaId),
    judgements.map((judgement) => judgement.modelVersion),
    judgements.map((judgement) => new Date(judgement.fromMs - settledMs)),
  ]);
  return Map.groupBy(eventRows.parse(rows), ({ dmaId, modelVersion }) =>
    stateKey(dmaId, modelVersion),
  );
}
