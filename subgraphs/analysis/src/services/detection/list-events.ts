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
import type { Context } from '../../context.ts';
import {
  eventKinds,
  type EventKind,
  type EventState,
  type LossEvent,
} from '../../domain/detection/event.ts';
import { championOf } from '../../domain/detection/model-roles.ts';
import { predictionModels } from '../../domain/detection/prediction-models.ts';
import type { Dma } from '../../domain/dma.ts';
import { problemWithPeriod, type Period } from '../../domain/period.ts';
import type {
  EventArea,
  EventFilter,
  EventKey,
} from '../../persistence/detection/event-repository.ts';

const latestFirst: ListOrder<LossEvent, EventKey> = {
  keyOf: ({ startMs, id }) => ({ startAt: new Date(startMs), id }),
  keySchema: z.object({ startAt: instantInCursor, id: z.guid() }),
};

const standing: readonly EventState[] = ['open', 'ended'];

export type EventChoice = EventArea & {
  readonly kinds: readonly EventKind[] | null;
  readonly states: readonly EventState[] | null;
  readonly includeShadow: boolean;
};

/** Events of all DMAs that the caller sees. Throws BAD_USER_INPUT on a bad period or page. */
export async function listEvents(
  context: Context,
  period: Period,
  choice: EventChoice,
  request: PageArguments,
): Promise<Connection<LossEvent>> {
  const filter = await filterOf(context, period, choice);
  const page = parsePageRequest(request, latestFirst);
  const { scope } = context.viewer;
  return toConnection(
    await context.detection.events.findPage(filter, choice, page, scope),
    latestFirst,
  );
}

/** Bursts of one DMA, faults of its meters and gaps. Throws like `listEvents`. */
export async function burstEvents(
  context: Context,
  dma: Dma,
  period: Period,
  state: EventState | null,
  request: PageArguments,
): Promise<Connection<LossEvent>> {
  const filter = await filterOf(context, period, {
    kinds: ['burst', 'meter fault', 'missing data'],
    states: state === null ? null : [state],
    includeShadow: false,
  });
  const page = parsePageRequest(request, latestFirst);
  const { eventPage } = context.detection.loaders;
  return toConnection(await eventPage.load({ dmaId: dma.id, filter, ...page }), latestFirst);
}

/** Null when it is not there or lies outside the caller's area. */
export async function eventById(context: Context, id: string): Promise<LossEvent | null> {
  context.viewer.require('analysis:read');
  return context.detection.loaders.event.load(id);
}

async function filterOf(
  context: Context,
  period: Period,
  { kinds, states, includeShadow }: Pick<EventChoice, 'kinds' | 'states' | 'includeShadow'>,
): Promise<EventFilter> {
  context.viewer.require('analysis:read');
  const problem = problemWithPeriod(period);
  if (problem !== null) throw badUserInput(problem);
  const given = await context.detection.loaders.rolesGiven();
  const shown = includeShadow
    ? predictionModels
    : [championOf('leak detection', given), championOf('pressure anomaly', given)];
  return {
    period,
    kinds: kinds ?? eventKinds,
    states: states ?? standing,
    modelVersions: shown.map(({ version }) => version),
  };
}
