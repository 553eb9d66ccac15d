import {
  badUserInput,
  instantInCursor,
  parsePageRequest,
  toConnection,
  type Connection,
  type ListOrder,
  type PageArguments,
} from '@waris/service-kit';
import { z } from 'zod';
import type { Period } from '../domain/series-resolution.ts';
import type { KeptRevision, RevisionKey } from '../persistence/kept-revisions.ts';
import type { SeriesContext } from './read-series.ts';

const latestFirst: ListOrder<KeptRevision, RevisionKey> = {
  keyOf: ({ id, previous }) => ({ recordedAt: previous.recordedAt, id }),
  keySchema: z.object({ recordedAt: instantInCursor, id: z.guid() }),
};

/** Null when the meter is not visible. Throws BAD_USER_INPUT on a bad period or page. */
export async function listRevisions(
  context: SeriesContext,
  meterId: string,
  period: Period,
  request: PageArguments,
): Promise<Connection<KeptRevision> | null> {
  context.viewer.require('telemetry:read');
  if (!(period.from < period.to)) throw badUserInput('`period.from` must be before `period.to`.');
  const page = parsePageRequest(request, latestFirst);
  const meter = await context.loaders.meter.load(meterId);
  if (meter === null) return null;
  const found = await context.loaders.revisions.load({ meterId: meter.id, period, page });
  return toConnection(found ?? { rows: [], hasNextPage: false }, latestFirst);
}
