import type {
  LeftOutSensor,
  LikelyPipe,
  LocationAnswer,
} from '../../domain/detection/burst-location.ts';
import type { RegisteredPipe } from '../../persistence/detection/pipe-repository.ts';
import type { PlaceAnswer, PlaceTask } from './place-burst.ts';

const dayMs = 86_400_000;
/** Candidates are kept until they make this much together. */
const keptProbability = 0.99;

/** What the thread found, in the register's terms: as it is kept. */
export function locationOf(
  answer: PlaceAnswer,
  { model, startMs }: PlaceTask,
  registered: readonly RegisteredPipe[],
  unfit: readonly LeftOutSensor[],
): LocationAnswer {
  const faults = answer.kind === 'placed' ? answer.location.leftOut : answer.leftOut;
  const leftOut = [
    ...unfit,
    ...answer.notInModel.map((meterId) => ({ meterId, reason: 'not in the model' as const })),
    ...faults.map(({ sensor, fault }) => ({ meterId: sensor, reason: fault })),
  ];
  if (answer.kind === 'refused') {
    return { kind: 'refused', reason: answer.reason, message: answer.message, leftOut };
  }
  const { location } = answer;
  const byCode = new Map(registered.map((pipe) => [pipe.code, pipe]));
  const { reference, burst } = location.days;
  const atDay = (day: number) => startMs + day * dayMs;
  return {
    kind: 'located',
    candidates: likelyPipes(location.candidates, byCode, location.area.length),
    areaPipes: location.area.length,
    areaProbability: sum(location.area.map(({ probability }) => probability)),
    areaLengthM: sum(location.area.map(({ id }) => byCode.get(id)?.lengthM ?? 0)),
    pipes: location.candidates.length,
    misfit: location.misfit,
    sensorIds: location.sensors,
    leftOut,
    referenceFromMs: atDay(reference.fromDay),
    referenceToMs: atDay(reference.toDay),
    measuredFromMs: atDay(burst.fromDay),
    measuredToMs: atDay(burst.toDay),
    networkFile: model.fileName,
    modelSha256: model.sha256,
  };
}

function likelyPipes(
  candidates: readonly {
    readonly id: string;
    readonly probability: number;
    readonly sizeM3PerHour: number;
  }[],
  byCode: ReadonlyMap<string, RegisteredPipe>,
  least: number,
): readonly LikelyPipe[] {
  let soFar = 0;
  const end = candidates.findIndex(({ probability }, index) => {
    soFar += probability;
    return soFar >= keptProbability && index + 1 >= least;
  });
  return (end === -1 ? candidates : candidates.slice(0, end + 1)).map(
    ({ id, probability, sizeM3PerHour }) => ({
      pipeId: byCode.get(id)?.id ?? '',
      code: id,
      probability: Number(probability.toPrecision(4)),
      sizeM3PerHour: Number(sizeM3PerHour.toPrecision(4)),
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
