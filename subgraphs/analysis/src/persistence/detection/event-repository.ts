import { query, type Pool } from '@waris/database';
import {
  areaScopeParameters,
  cutPage,
  type AreaScope,
  type Page,
  type PageRequest,
} from '@waris/service-kit';
import type { EventKind, EventState, LossEvent } from '../../domain/detection/event.ts';
import type { Period } from '../../domain/period.ts';
import { isUuid } from '../dma-repository.ts';
import { pageOf, toEvent } from './event-row.ts';
import { eventsByIdSql, eventsOfDmasSql, eventsSql } from './event-sql.ts';

/** Where an event stands among others: the latest start first. */
export type EventKey = { readonly startAt: Date; readonly id: string };

export type EventFilter = {
  readonly period: Period;
  readonly kinds: readonly EventKind[];
  readonly states: readonly EventState[];
  /** Whose bursts and pressure anomalies to show. */
  readonly modelVersions: readonly string[];
};

/** Null leaves the region, branch or DMA open. */
export type EventArea = {
  readonly regionId: string | null;
  readonly branchId: string | null;
  readonly dmaId: string | null;
};

export type DmaEventPage = { readonly dmaId: string; readonly after: EventKey | null };

export type EventRepository = {
  findByIds(ids: readonly string[], scope: AreaScope): Promise<readonly LossEvent[]>;
  /** In the order of the requests, all of one filter and size. */
  findPagesOfDmas(
    pages: readonly DmaEventPage[],
    filter: EventFilter,
    first: number,
    scope: AreaScope,
  ): Promise<readonly Page<LossEvent>[]>;
  findPage(
    filter: EventFilter,
    area: EventArea,
    page: PageRequest<EventKey>,
    scope: AreaScope,
  ): Promise<Page<LossEvent>>;
};

export function makeEventRepository(pool: Pool): EventRepository {
  return {
    findByIds: async (ids, scope) => {
      const values = [ids.filter(isUuid), ...areaScopeParameters(scope)];
      return (await query(pool, eventsByIdSql, values)).rows.map(toEvent);
    },
    findPagesOfDmas: async (pages, filter, first, scope) => {
      const { rows } = await query(pool, eventsOfDmasSql, [
        ...parametersOf(filter, first),
        pages.map(({ dmaId }) => dmaId),
        pages.map(({ after }) => after?.startAt ?? null),
        pages.map(({ after }) => after?.id ?? null),
        ...areaScopeParameters(scope),
      ]);
      const byPage = Map.groupBy(rows, pageOf);
      return pages.map((_page, index) =>
        cutPage((byPage.get(index + 1) ?? []).map(toEvent), { first }),
      );
    },
    findPage: async (filter, { regionId, branchId, dmaId }, page, scope) => {
      const area = [regionId, branchId, dmaId];
      // An id that is none belongs to nothing.
      if (area.some((id) => id !== null && !isUuid(id))) return cutPage<LossEvent>([], page);
      const { rows } = await query(pool, eventsSql, [
        ...parametersOf(filter, page.first),
        page.after?.startAt ?? null,
        page.after?.id ?? null,
        ...area,
        ...areaScopeParameters(scope),
      ]);
      return cutPage(rows.map(toEvent), page);
    },
  };
}

// One more than the page: it tells whether there are more.
function parametersOf({ period, kinds, states, modelVersions }: EventFilter, first: number) {
  return [period.from, period.to, kinds, states, modelVersions, first + 1];
}
