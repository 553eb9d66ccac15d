/** Materials of pipes as the register has them. */
export const pipeMaterials = [
  'PVC',
  'PE',
  'HDPE',
  'cast iron',
  'ductile iron',
  'steel',
  'asbestos cement',
  'other',
] as const;

export type PipeMaterial = (typeof pipeMaterials)[number];

/** Name and version of the method, for the record of a prediction. */
export const pipeFailureMethod = 'poisson-prior-1';

/**
 * Failures per km and year of a pipe of 150 mm at the age of `usualAgeYears`. The order of
 * magnitude and of the materials follows the Utah State University surveys of North American mains
 * (Folkman 2018; converted from breaks per 100 miles). General knowledge, source not at hand; PE and
 * HDPE are set to PVC, and a pipe of unknown material to the mean of all.
 */
export const priorFailuresPerKmYear: Readonly<Record<PipeMaterial, number>> = {
  PVC: 0.014,
  PE: 0.014,
  HDPE: 0.014,
  'cast iron': 0.216,
  'ductile iron': 0.034,
  steel: 0.047,
  'asbestos cement': 0.065,
  other: 0.087,
};

export const usualAgeYears = 40;
/** Yearly growth of the rate (Shamir and Howard 1979 report 0.01–0.15; the low end, since uncalibrated). */
const growthPerYear = 0.03;
/** Growth that was fitted on pipes in service says nothing beyond these ages. */
const oldestYears = 80;

/** How many times as often a pipe of this age fails as one of 40 years. */
export function ageFactor(ageYears: number): number {
  return Math.exp(growthPerYear * (Math.min(Math.max(ageYears, 0), oldestYears) - usualAgeYears));
}

/** Thin pipes fail more often; with the square root, between a half and one and a half. */
export function diameterFactor(diameterMm: number): number {
  return Math.min(1.5, Math.max(0.5, Math.sqrt(150 / diameterMm)));
}
