import type { ViewerClaims } from '@waris/service-kit';
import { addInlet, townDay, type DetectionWorld } from './detection-world.ts';
import { entityOf, entityQuery, periodArgument } from './world.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Claims = Partial<ViewerClaims>;
export type LeakyDma = Awaited<ReturnType<typeof leakyDma>>;

export const leak = { from: 40, to: 55, size: 15 };
export const town = Array.from({ length: 60 }, (_, day) => townDay(day, [leak]));
export const period = { from: '2025-10-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };

/** A DMA of a tenant of its own, with sixty days and a leak that was repaired. */
export async function leakyDma(world: DetectionWorld) {
  const tenant = await world.tenant();
  const [dma] = tenant.dmas;
  if (dma === undefined) throw new Error('A tenant has a DMA.');
  const inlet = await addInlet(world, tenant, dma.id);
  await inlet.addDays(0, town);
  return { ...dma, tenant };
}

/** Who may see the region of a DMA. */
export function inRegionOf({ tenant }: LeakyDma): Claims {
  return { scope: { regionIds: [tenant.regionId], branchIds: [], dmaIds: [] } };
}

/** Everybody who may see a DMA and little else. */
export function seersOf(dma: LeakyDma): readonly Claims[] {
  const { id, tenant } = dma;
  return [
    inRegionOf(dma),
    { scope: { regionIds: [], branchIds: [tenant.branchId], dmaIds: [] } },
    { scope: { regionIds: [], branchIds: [], dmaIds: [id] } },
  ];
}

const burstFields = `id kind state startAt detectedAt endedAt sizeM3PerHour sizeMarginM3PerHour
  confidenceRatio approaches priority repairTargetHours modelVersion fault withdrawalReason
  dma { id } mostAffectedMeter { id } validation { outcome note actualSizeM3PerHour validatedBy { id } }
  evidence { startAt intervalSeconds unit observed expected pressureScores }`;

export async function burstsOf(
  world: DetectionWorld,
  dma: LeakyDma,
  options: { readonly args?: string; readonly claims?: Claims } = {},
): Promise<readonly Row[] | null> {
  const { args = '', claims = {} } = options;
  const field = `burstEvents(${periodArgument} ${args}) { nodes { ${burstFields} } }`;
  const answer = await world.ask(entityQuery('Dma', field), { id: dma.id, ...period }, claims);
  expect(answer.errors).toEqual([]);
  const entity = entityOf(answer) as { burstEvents: { nodes: Row[] } | null } | null;
  return entity?.burstEvents?.nodes ?? null;
}

export const eventsQuery = `query ($from: DateTime!, $to: DateTime!, $filter: LossEventFilterInput, $first: Int! = 50, $after: String) {
  lossEvents(${periodArgument}, filter: $filter, first: $first, after: $after) {
    nodes { id kind state modelVersion dma { id } priority baselineRatio }
    pageInfo { hasNextPage endCursor } } }`;

export async function lossEvents(world: DetectionWorld, variables: Row = {}, claims: Claims = {}) {
  const answer = await world.ask(eventsQuery, { ...period, ...variables }, claims);
  expect(answer.errors).toEqual([]);
  return (answer.data as { lossEvents: { nodes: Row[]; pageInfo: Row } }).lossEvents;
}

export const validation = `mutation ($input: ValidatePredictionInput!) { validatePrediction(input: $input) {
  prediction { id kind validation { outcome note actualStartAt actualSizeM3PerHour } event { id kind } }
  userErrors { __typename ... on UserError { message path } } } }`;

export async function validate(world: DetectionWorld, input: Row, claims: Claims = {}) {
  const answer = await world.ask(validation, { input }, claims);
  expect(answer.errors).toEqual([]);
  return (answer.data as { validatePrediction: { prediction: Row | null; userErrors: Row[] } })
    .validatePrediction;
}

export async function theBurst(world: DetectionWorld, dma: LeakyDma): Promise<Row> {
  const [burst] = (await burstsOf(world, dma)) ?? [];
  if (burst === undefined) throw new Error('A burst was found.');
  return burst;
}
