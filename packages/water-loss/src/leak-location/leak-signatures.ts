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
