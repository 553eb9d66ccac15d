/** Why a pressure meter was left out when a burst was placed. */
export const sensorReasons = [
  'missing',
  'stuck',
  'implausible',
  'not in the model',
  'faulty',
  'not in service',
] as const;
export type SensorReason = (typeof sensorReasons)[number];

export type LeftOutSensor = { readonly meterId: string; readonly reason: SensorReason };

export const refusalReasons = [
  'no hydraulic model',
  'model not solved',
  'model too large',
  'no candidate pipes',
  'too few sensors',
  'no quiet days',
  'no readings yet',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** A pipe that may be the leaking one. */
export type LikelyPipe = {
  readonly pipeId: string;
  readonly code: string;
  /** 0 to 1. */
  readonly probability: number;
  /** The leak that fits best here. */
  readonly sizeM3PerHour: number;
};

/** Where a burst is, as far as the pressures before an instant tell. */
export type BurstLocation = {
  readonly kind: 'located';
  /** The likeliest first; those that together make 99 %. */
  readonly candidates: readonly LikelyPipe[];
  /** The first of the candidates, which together make 80 % or a little more. */
  readonly areaPipes: number;
  readonly areaProbability: number;
  readonly areaLengthM: number;
  /** All pipes of the DMA that might leak. */
  readonly pipes: number;
  /** 1 when model and readings agree. */
  readonly misfit: number;
  readonly sensorIds: readonly string[];
  readonly leftOut: readonly LeftOutSensor[];
  readonly referenceFromMs: number;
  readonly referenceToMs: number;
  readonly measuredFromMs: number;
  readonly measuredToMs: number;
  readonly networkFile: string;
  readonly modelSha256: string;
};

/** Why a burst could not be placed. */
export type LocationRefusal = {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly message: string;
  readonly leftOut: readonly LeftOutSensor[];
};

export type LocationAnswer = BurstLocation | LocationRefusal;

/** What is known of the place of an event for which it was asked: the latest of each kind. */
export type KnownPlaces = {
  readonly located: PlacedAt<BurstLocation> | null;
  readonly refused: PlacedAt<LocationRefusal> | null;
};

export type PlacedAt<Answer> = Answer & {
  readonly knownUntilAt: Date;
  readonly answeredAt: Date;
};

// Of 40 made-up leaks in L-TOWN none reached 3, even with roughness and demands 50 % off: what is
// above this is another change at the same time, or another network than that of the file.
const doubtfulAbove = 5;

/** Whether even the likeliest pipe fits so badly that something else must be the matter. */
export function isModelDoubtful({ misfit }: BurstLocation): boolean {
  return misfit > doubtfulAbove;
}

export type PlaceProblem = {
  readonly reason: RefusalReason | 'not yet' | 'not asked';
  readonly message: string;
  readonly leftOut: readonly LeftOutSensor[];
};

/** Why nothing newer is known of a place; null when what is known is the latest that was asked. */
export function placeProblem(known: KnownPlaces | null): PlaceProblem | null {
  if (known === null) {
    const message = 'It was seen by a model whose leaks are not placed.';
    return { reason: 'not asked', message, leftOut: [] };
  }
  const { located, refused } = known;
  if (refused !== null && (located?.knownUntilAt ?? refused.knownUntilAt) <= refused.knownUntilAt) {
    return refused;
  }
  if (located !== null) return null;
  return { reason: 'not yet', message: 'It is being worked out.', leftOut: [] };
}
