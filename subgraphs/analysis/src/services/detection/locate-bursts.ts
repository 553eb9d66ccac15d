import type { WorkerThread } from '@waris/service-kit';
import { setImmediate } from 'node:timers/promises';
import type {
  LeftOutSensor,
  LocationAnswer,
  LocationRefusal,
} from '../../domain/detection/burst-location.ts';
import { burstModel } from '../../domain/detection/burst-run.ts';
import { quarterHourSeconds } from '../../domain/flow-grid.ts';
import type {
  LocationRepository,
  NetworkModel,
  OpenPlace,
  PressureSite,
} from '../../persistence/detection/location-repository.ts';
import type { PipeRepository } from '../../persistence/detection/pipe-repository.ts';
import { locationOf } from './location-of.ts';
import type { PlaceAnswer, PlaceTask } from './place-burst.ts';

export type LocateContext = {
  readonly locations: LocationRepository;
  readonly pipes: Pick<PipeRepository, 'findOfDmas'>;
  readonly placer: Pick<WorkerThread<PlaceTask, PlaceAnswer>, 'ask'>;
  now(): Date;
  readonly signal: AbortSignal;
};

const placesPerTurn = 4;
const dayMs = 86_400_000;
/** Whole days of readings before a burst: the eight weeks that tell noise, and one for its hours. */
const daysBefore = 57;
/** A meter that stands further from the nearest node is none of the model's. */
const mostDistanceM = 50;
/** A DMA with so many meters of its own needs no others, and what happens beside it is no matter. */
const enoughOwnSensors = 6;
const mostSensors = 40;
/** Bursts of neighbours count from this share of the size on; of a burst without one, all from here. */
const largeRatio = 0.5;
const largeM3PerHour = 5;

/**
 * One turn: answers where some bursts are that were asked for, each from what was known at the
 * instant of the question. True when there may be more to do.
 */
export async function locateBursts(context: LocateContext): Promise<boolean> {
  const open = await context.locations.takeOpen(placesPerTurn);
  for (const place of open) {
    const answer = await answerTo(context, place);
    context.signal.throwIfAborted();
    await context.locations.answer(place, answer, context.now());
    await setImmediate();
  }
  return open.length === placesPerTurn;
}

async function answerTo(context: LocateContext, place: OpenPlace): Promise<LocationAnswer> {
  const { dmaId, request } = place;
  const { locations, pipes } = context;
  const model = await locations.modelOf(dmaId);
  if (model === null) {
    return refusal('no hydraulic model', 'The DMA was not read from a network file.');
  }
  const registered = (await pipes.findOfDmas([dmaId], 'everywhere')).get(dmaId) ?? [];
  if (registered.length === 0) return refusal('no candidate pipes', 'The DMA has no pipes.');
  const { used, leftOut } = await chooseSensors(locations, model, place);
  const startMs =
    request.knownUntilMs -
    (Math.ceil((request.knownUntilMs - request.startMs) / dayMs) + daysBefore) * dayMs;
  const period = { from: new Date(startMs), to: new Date(request.knownUntilMs) };
  const gridOf = await locations.pressures(
    used.map(({ meterId }) => meterId),
    period,
  );
  const task: PlaceTask = {
    model: { sha256: model.sha256, fileName: model.fileName, inpText: model.inpText },
    dmaId,
    pipes: registered.map(({ code }) => code),
    sensors: used.map(({ meterId, node }) => ({
      meterId,
      node: node ?? '',
      pressuresM: gridOf(meterId).values,
    })),
    startMs,
    intervalSeconds: quarterHourSeconds,
    request,
    changesMs: used.some((site) => site.dmaId !== dmaId)
      ? await locations.changesOfOthers(model, dmaId, period, {
          leastM3PerHour: largeRatio * (request.sizeM3PerHour ?? largeM3PerHour / largeRatio),
          modelVersion: burstModel.version,
        })
      : [],
  };
  return locationOf(await askPlacer(context, task), task, registered, leftOut);
}

// A model that kills its thread or keeps it for too long would do so again.
async function askPlacer({ placer, signal }: LocateContext, task: PlaceTask): Promise<PlaceAnswer> {
  try {
    return await placer.ask(task);
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${task.model.fileName} could not be solved: ${reason}`;
    return { kind: 'refused', reason: 'model too large', message, leftOut: [], notInModel: [] };
  }
}

type ChosenSensors = {
  readonly used: readonly PressureSite[];
  readonly leftOut: readonly LeftOutSensor[];
};

async function chooseSensors(
  locations: LocationRepository,
  model: NetworkModel,
  { dmaId, request }: OpenPlace,
): Promise<ChosenSensors> {
  const at = new Date(request.knownUntilMs);
  const sites = await locations.sites(model, dmaId, at, mostSensors);
  const judged = sites.map((site) => ({ site, reason: unfitReason(site, request.startMs) }));
  const fit = judged.flatMap(({ site, reason }) => (reason === null ? [site] : []));
  const own = fit.filter((site) => site.dmaId === dmaId);
  const isEnough = own.length >= enoughOwnSensors;
  const leftOut = judged.flatMap(({ site, reason }) =>
    reason === null || (isEnough && site.dmaId !== dmaId)
      ? []
      : [{ meterId: site.meterId, reason }],
  );
  return { used: isEnough ? own : fit, leftOut };
}

function unfitReason(site: PressureSite, burstMs: number): LeftOutSensor['reason'] | null {
  if (site.node === null || (site.distanceM ?? 0) > mostDistanceM) return 'not in the model';
  if (site.state === 'faulty') return 'faulty';
  const isInService =
    site.state === 'active' && (site.inServiceAt?.getTime() ?? -Infinity) <= burstMs;
  return isInService ? null : 'not in service';
}

function refusal(reason: LocationRefusal['reason'], message: string): LocationRefusal {
  return { kind: 'refused', reason, message, leftOut: [] };
}
