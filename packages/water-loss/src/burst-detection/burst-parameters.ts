/** Settings of burst detection. Defaults are stated, with their ground, in `defaultBurstParameters`. */
export type BurstParameters = {
  /** Night window in local hours, half-open. */
  readonly nightFromHour: number;
  readonly nightToHour: number;
  /** Days behind the level and the trend of the forecast. */
  readonly trendDays: number;
  /** Days behind the weekday pattern. */
  readonly patternDays: number;
  /** Usable days needed before anything is tested. */
  readonly warmUpDays: number;
  /** Fast CUSUM: slack and threshold, in standard deviations of the forecast error. */
  readonly slack: number;
  readonly threshold: number;
  /** Above this sum the reference of level and trend stands still. */
  readonly freezeAbove: number;
  /** Greatest score that a single day may add, so that one odd day alone raises no alarm. */
  readonly greatestScore: number;
  /** Least median rise over its standard error. */
  readonly leastSignificance: number;
  /** What seeks leaks that grow slowly: the slow CUSUM, or a growth fitted to days and early hours. */
  readonly slowTest: 'drift' | 'growth';
  /** Slow CUSUM on the flow that does not follow the daily pattern of demand. */
  readonly slowSlack: number;
  readonly slowThreshold: number;
  /** The slow reference ends this many days back, so that it does not absorb a drift. */
  readonly slowLagDays: number;
  /** Days over which a leak is taken to grow, days before them that tell what is usual, and by how
   * many standard errors both the days and the early hours must have grown. */
  readonly growthDays: number;
  readonly growthReferenceDays: number;
  readonly growthSignificance: number;
  /** What `threshold` is for the flow that leaves a tank: it is told beside the net inflow. */
  readonly tankThreshold: number;
  /** A rise that takes longer to alarm is drift, not a step, and becomes the usual level. */
  readonly stepDays: number;
  /** Days over which the size of a step is averaged. */
  readonly settleDays: number;
  /** A day with a smaller share of its samples is missing data. */
  readonly leastCompletenessRatio: number;
  /** Hours of one unchanged value, or of zero, that make a meter fault. */
  readonly stuckHours: number;
  /** A day's mean beyond this many times the usual level is a meter fault. */
  readonly implausibleFactor: number;
  /** Pressures: greatest age of a day that teaches how they hang together, least number of such. */
  readonly pressureAgeDays: number;
  readonly pressureLeastDays: number;
  /** Most and fewest days behind a sensor's level, and how many of the latest are not among them. */
  readonly pressureReferenceDays: number;
  readonly pressureLeastLevelDays: number;
  readonly pressureGapDays: number;
  readonly pressureSlack: number;
  readonly pressureThreshold: number;
  readonly pressureGreatestScore: number;
  readonly pressureSlowSlack: number;
  readonly pressureSlowThreshold: number;
  /** So many sensors without a fall speak against a leak; and what a step then must be. */
  readonly denyingSensors: number;
  readonly leastDeniedSignificance: number;
  /** Changes of flow and of pressure that begin this close together are one. */
  readonly togetherDays: number;
  /** A fall of pressure this close to a repair that the flow shows is part of the repair. */
  readonly repairDays: number;
};

/**
 * Slack and threshold: a shift of 2.5 deviations is sought (slack is half of it), and the mean time
 * between false alarms is above 20 years of independent normal days (Siegmund 1985:
 * (e^2kb − 2kb − 1)/2k², b = h + 1.166); made-up towns with season show one in 2 years, by drift.
 * The slow threshold is the one that finds the most made-up leaks beyond its false alarms within
 * half an alarm a year in those towns. The growth and the threshold of a tank's outflow find the most
 * leaks in made-up zones below a tank for 0.3 alarms a year more. The pressure settings raise nothing in 60 simulated days
 * without a leak, and were chosen on leaks put into them (`waris benchmark made-up-bursts`).
 * Windows are whole weeks.
 */
export const defaultBurstParameters: BurstParameters = {
  nightFromHour: 2,
  nightToHour: 4,
  trendDays: 21,
  patternDays: 56,
  warmUpDays: 14,
  slack: 1.25,
  threshold: 3,
  freezeAbove: 1,
  greatestScore: 4,
  leastSignificance: 2.33,
  slowTest: 'drift',
  slowSlack: 0.25,
  slowThreshold: 8,
  slowLagDays: 14,
  growthDays: 21,
  growthReferenceDays: 56,
  growthSignificance: 3,
  tankThreshold: 6,
  stepDays: 5,
  settleDays: 7,
  leastCompletenessRatio: 0.75,
  stuckHours: 6,
  implausibleFactor: 4,
  pressureAgeDays: 42,
  pressureLeastDays: 7,
  pressureReferenceDays: 28,
  pressureLeastLevelDays: 3,
  pressureGapDays: 7,
  pressureSlack: 2,
  pressureThreshold: 5,
  pressureGreatestScore: 6,
  pressureSlowSlack: 1,
  pressureSlowThreshold: 8,
  denyingSensors: 8,
  leastDeniedSignificance: 4.5,
  togetherDays: 7,
  repairDays: 3,
};
