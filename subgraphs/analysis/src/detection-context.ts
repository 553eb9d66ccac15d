import type { Pool } from '@waris/database';
import type { AreaScope } from '@waris/service-kit';
import DataLoader from 'dataloader';
import type { KnownPlaces } from './domain/detection/burst-location.ts';
import type { LossEvent } from './domain/detection/event.ts';
import type { Prediction } from './domain/detection/prediction.ts';
import type { ModelRole } from './domain/detection/prediction-models.ts';
import { dailyModelVersions } from './domain/detection/daily-models.ts';
import { intervalModel } from './domain/forecast/forecast-all.ts';
import { periodKey } from './domain/period.ts';
import {
  makeEventRepository,
  type DmaEventPage,
  type EventFilter,
  type EventRepository,
} from './persistence/detection/event-repository.ts';
import {
  makeModelRepository,
  type ModelCounts,
  type ModelProgress,
  type ModelRepository,
} from './persistence/detection/model-repository.ts';
import {
  makePipeRepository,
  type BurstHistory,
  type RegisteredPipe,
} from './persistence/detection/pipe-repository.ts';
import {
  readBoundaryFlows,
  type BoundaryDay,
  type BoundaryFlow,
} from './persistence/detection/boundary-flows.ts';
import { makePlaceRepository, type Position } from './persistence/detection/place-repository.ts';
import {
  makePredictionRepository,
  type PredictionRepository,
} from './persistence/detection/prediction-repository.ts';
import type { Page } from '@waris/service-kit';

export type DmaEventRequest = DmaEventPage & {
  readonly filter: EventFilter;
  readonly first: number;
};

export type PipesOfDma = {
  readonly pipes: readonly RegisteredPipe[];
  readonly history: BurstHistory;
};

/** Of one request: a list of DMAs costs as many statements as one DMA. */
type DetectionLoaders = {
  readonly event: DataLoader<string, LossEvent | null>;
  readonly eventPage: DataLoader<DmaEventRequest, Page<LossEvent>, string>;
  readonly prediction: DataLoader<string, Prediction | null>;
  /** The latest forecast of a model, by DMA and model. */
  readonly latestForecast: DataLoader<
    { readonly dmaId: string; readonly modelVersion: string },
    Prediction | null,
    string
  >;
  readonly pipes: DataLoader<string, PipesOfDma>;
  /** Null where it was not asked. */
  readonly places: DataLoader<string, KnownPlaces | null>;
  readonly isVisibleMeter: DataLoader<string, boolean>;
  readonly boundaryFlows: DataLoader<BoundaryDay, readonly BoundaryFlow[], string>;
  readonly pipePath: DataLoader<string, readonly Position[] | null>;
  readonly rolesGiven: () => Promise<ReadonlyMap<string, ModelRole>>;
  readonly modelCounts: () => Promise<ReadonlyMap<string, ModelCounts>>;
  readonly modelProgress: () => Promise<ReadonlyMap<string, ModelProgress>>;
};

/** Events, predictions and models, for the context of a request. */
export type DetectionContext = {
  readonly events: EventRepository;
  readonly predictions: PredictionRepository;
  readonly models: ModelRepository;
  readonly loaders: DetectionLoaders;
};

export function makeDetection(pool: Pool): (scope: AreaScope) => DetectionContext {
  const events = makeEventRepository(pool);
  const predictions = makePredictionRepository(pool);
  const models = makeModelRepository(pool);
  const pipes = makePipeRepository(pool);
  const places = makePlaceRepository(pool);
  return (scope) => ({
    events,
    predictions,
    models,
    loaders: {
      event: byId((ids) => events.findByIds(ids, scope)),
      eventPage: eventPages(events, scope),
      prediction: byId((ids) => predictions.findByIds(ids, scope)),
      latestForecast: latestForecasts(predictions, scope),
      pipes: new DataLoader(async (ids) => {
        const [ofDmas, histories] = await Promise.all([
          pipes.findOfDmas(ids, scope),
          pipes.histories(ids, scope),
        ]);
        const none = { confirmed: 0, observedDays: 0 };
        return ids.map((id) => ({
          pipes: ofDmas.get(id) ?? [],
          history: histories.get(id) ?? none,
        }));
      }),
      places: fromMap((ids) => places.known(ids, scope)),
      isVisibleMeter: new DataLoader(async (ids) => {
        const visible = await places.visibleMeters(ids, scope);
        return ids.map((id) => visible.has(id));
      }),
      boundaryFlows: new DataLoader((days) => readBoundaryFlows(pool, days), {
        cacheKeyFn: ({ dmaId, dayMs }) => `${dmaId} ${dayMs}`,
        maxBatchSize: 20,
      }),
      pipePath: fromMap((ids) => places.pipePaths(ids, scope)),
      rolesGiven: once(() => models.rolesGiven()),
      modelCounts: once(() => models.counts(scope)),
      modelProgress: once(() => models.progress([...dailyModelVersions, intervalModel], scope)),
    },
  });
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | null = null;
  return () => (reading ??= read());
}

function byId<Row extends { readonly id: string }>(
  find: (ids: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await find(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  });
}

function fromMap<Value>(
  find: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): DataLoader<string, Value | null> {
  return new DataLoader(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? null);
  });
}

function filterKey({ filter, first }: DmaEventRequest): string {
  return `${periodKey(filter.period)} ${filter.kinds.join()} ${filter.states.join()} ${filter.modelVersions.join()} ${first}`;
}

// One statement for each distinct filter, of which a request has few.
function eventPages(events: EventRepository, scope: AreaScope): DetectionLoaders['eventPage'] {
  return new DataLoader(
    async (requests) => {
      const pages = new Map<DmaEventRequest, Page<LossEvent>>();
      await Promise.all(
        Array.from(Map.groupBy(requests, filterKey).values(), async (group) => {
          const [one] = group;
          if (one === undefined) return;
          const found = await events.findPagesOfDmas(group, one.filter, one.first, scope);
          for (const [index, request] of group.entries()) {
            pages.set(request, found[index] ?? { rows: [], hasNextPage: false });
          }
        }),
      );
      return requests.map((request) => pages.get(request) ?? new Error('A page was not read.'));
    },
    { cacheKeyFn: (request) => `${request.dmaId} ${request.after?.id} ${filterKey(request)}` },
  );
}

function latestForecasts(
  predictions: PredictionRepository,
  scope: AreaScope,
): DetectionLoaders['latestForecast'] {
  return new DataLoader(
    async (requests) => {
      const groups = Map.groupBy(requests, ({ modelVersion }) => modelVersion);
      const found = await Promise.all(
        Array.from(groups, ([modelVersion, group]) =>
          predictions.findLatest(
            group.map(({ dmaId }) => dmaId),
            modelVersion,
            scope,
          ),
        ),
      );
      const byKey = new Map(
        found.flat().map((each) => [`${each.dmaId} ${each.modelVersion}`, each]),
      );
      return requests.map(
        ({ dmaId, modelVersion }) => byKey.get(`${dmaId} ${modelVersion}`) ?? null,
      );
    },
    { cacheKeyFn: ({ dmaId, modelVersion }) => `${dmaId} ${modelVersion}` },
  );
}
