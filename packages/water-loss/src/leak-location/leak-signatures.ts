import { at } from '../demand-forecast/numbers.ts';

/** What a leak at each candidate would do to each pressure sensor, from a hydraulic model. */
export type LeakSignatures = {
  readonly sensors: readonly string[];
  /** Equal parts of a local day; divides 24. */
  readonly blocksPerDay: number;
  readonly candidates: readonly LeakCandidate[];
};

export type LeakCandidate = {
  /** A pipe or a junction. */
  readonly id: string;
  /** Fall of pressure, metres for each m³/h of leak: block by sensor. */
  readonly fallsMPerM3PerHour: Float64Array;
};

/** The same for some of the sensors alone, in the order given. */
export function signaturesAt(
  { sensors, blocksPerDay, candidates }: LeakSignatures,
  chosen: readonly string[],
): LeakSignatures {
  const columns = chosen.map((sensor) => sensors.indexOf(sensor));
  const places = Array.from({ length: blocksPerDay }, (_, block) =>
    columns.map((column) => block * sensors.length + column),
  ).flat();
  return {
    sensors: chosen,
    blocksPerDay,
    candidates: candidates.map(({ id, fallsMPerM3PerHour }) => ({
      id,
      fallsMPerM3PerHour: Float64Array.from(places, (place) => at(fallsMPerM3PerHour, place)),
    })),
  };
}
