export const predictionKinds = [
  'leak detection',
  'demand forecast',
  'pressure anomaly',
  'pipe failure',
] as const;
export type PredictionKind = (typeof predictionKinds)[number];

export const modelRoles = ['champion', 'challenger', 'baseline'] as const;
export type ModelRole = (typeof modelRoles)[number];

export type PredictionModel = {
  readonly version: string;
  readonly kind: PredictionKind;
  /** Unless people gave it another. */
  readonly builtInRole: ModelRole;
  readonly method: string;
  readonly source: string;
};

/** Every model that runs, champions first within their kind. */
export const predictionModels: readonly PredictionModel[] = [
  {
    version: 'forecast-cusum-2',
    kind: 'leak detection',
    builtInRole: 'champion',
    method:
      'CUSUMs on what a forecast of whole days and of nights missed, a slow CUSUM on the flow that does not follow demand, and CUSUMs on what the regression of each pressure on all others missed. Below a tank that is filled by switching, the same forecasts and a growth fitted to three weeks, on what leaves it as pressures tell. Eight pressures and more that show nothing speak against a small rise of flow.',
    source:
      'Page 1954; Siegmund 1985; regressions of pressures after LILA, Daniel et al. 2020; switching by Viterbi 1967.',
  },
  {
    version: 'night-ewma-1',
    kind: 'leak detection',
    builtInRole: 'challenger',
    method: 'Exponentially weighted mean of robust night-flow scores, weight 0.25.',
    source: 'Roberts 1959.',
  },
  {
    version: 'night-cusum-1',
    kind: 'leak detection',
    builtInRole: 'baseline',
    method: 'Plain robust CUSUM on night flow, slack 1, threshold 5, over 14 nights.',
    source: 'Page 1954.',
  },
  {
    version: 'night-share-1',
    kind: 'leak detection',
    builtInRole: 'baseline',
    method: 'Night flow above 120, 150 or 200 % of the median of 28 nights: night-flow excess.',
    source: "The utility's operating procedure.",
  },
  {
    version: 'ridge-and-trees-1',
    kind: 'demand forecast',
    builtInRole: 'champion',
    method:
      'Robust ridge regression and boosted trees that correct the usual demand of the hour; intervals from the errors of 56 days.',
    source: 'After the Battle of Water Demand Forecasting, WDSA/CCWI 2024.',
  },
  {
    version: 'exponential-6-weeks-1',
    kind: 'demand forecast',
    builtInRole: 'challenger',
    method: 'Exponentially weighted mean of the same hour of six weeks.',
    source: 'Baseline of the Battle of Water Demand Forecasting.',
  },
  {
    version: 'median-of-8-weeks-1',
    kind: 'demand forecast',
    builtInRole: 'baseline',
    method: 'Median of the same hour of eight weeks.',
    source: 'Baseline of the Battle of Water Demand Forecasting.',
  },
  {
    version: 'pressure-pattern-1',
    kind: 'pressure anomaly',
    builtInRole: 'champion',
    method:
      'Three hours beyond six robust deviations of the hour on the same kind of day, at least 2 m.',
    source: 'Median and MAD by hour of day over 56 days; our own composition.',
  },
  {
    version: 'pressure-band-1',
    kind: 'pressure anomaly',
    builtInRole: 'challenger',
    method: 'Three hours beyond the 5–95 % band of the hour, widened by its own width.',
    source: 'Pattern bands as in Bentley WaterSight.',
  },
  {
    version: 'pressure-share-1',
    kind: 'pressure anomaly',
    builtInRole: 'baseline',
    method: 'Three hours more than 30 % off the usual level.',
    source: 'Rule of thumb.',
  },
  {
    version: 'poisson-prior-1',
    kind: 'pipe failure',
    builtInRole: 'champion',
    method:
      'Poisson rate per km by material, age and diameter, moved by confirmed bursts (gamma-Poisson).',
    source:
      'Orders of magnitude after Folkman 2018 and Shamir and Howard 1979; general knowledge, sources not at hand.',
  },
  {
    version: 'poisson-unmoved-1',
    kind: 'pipe failure',
    builtInRole: 'challenger',
    method: "The same rates without the utility's own history.",
    source: 'As poisson-prior-1.',
  },
  {
    version: 'length-only-1',
    kind: 'pipe failure',
    builtInRole: 'baseline',
    method: 'One rate per km for every pipe.',
    source: 'As poisson-prior-1.',
  },
];

const byVersion = new Map(predictionModels.map((model) => [model.version, model]));

export function findPredictionModel(version: string): PredictionModel | undefined {
  return byVersion.get(version);
}
