import type { PoolClient } from '@waris/database';
import type { Judgement } from '../../domain/detection/judgement.ts';
import type { NamedEvent } from '../../domain/detection/reconcile-events.ts';
import { startOfDay } from '../../domain/local-days.ts';
import { askPlacesSql, dropPlacesSql } from './location-sql.ts';

type Asking = { readonly judgement: Judgement; readonly kept: readonly NamedEvent[] };

/**
 * Keeps what was asked of the days judged, in place of what was asked of them before. An answer
 * stays when neither the question nor a reading before its instant has changed.
 */
export async function writePlacesAsked(
  client: Pick<PoolClient, 'query'>,
  all: readonly Asking[],
): Promise<void> {
  const asking = all.filter(({ judgement }) => judgement.kind === 'leak detection');
  if (asking.length === 0) return;
  const rows = asking.flatMap(({ judgement, kept }) =>
    kept.flatMap(({ id, placesAsked }) =>
      placesAsked.map((request) => ({
        event_id: id,
        dma_id: judgement.dmaId,
        known_until_at: new Date(request.knownUntilMs).toISOString(),
        changed_at: new Date(startOfDay(judgement.changedDay, judgement.timeZone)).toISOString(),
        request,
      })),
    ),
  );
  await client.query(dropPlacesSql, [
    asking.map(({ judgement }) => judgement.dmaId),
    asking.map(({ judgement }) => judgement.modelVersion),
    asking.map(({ judgement }) => new Date(judgement.fromMs)),
    rows.map((row) => row.event_id),
    rows.map((row) => row.known_until_at),
  ]);
  if (rows.length > 0) await client.query(askPlacesSql, [JSON.stringify(rows)]);
}
