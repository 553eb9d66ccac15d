const dayMs = 86_400_000;
/** Its week over, scored, and four weeks to look back at it. */
const shownDays = 35;
/** As long as the flow readings that a forecast is held against. */
const years = 5;

/**
 * Before when forecasts go: of days other than Mondays, which are only shown until there is a later
 * one, and of all. Those of Mondays, by which models are compared, are kept as long as flow readings.
 */
export function forecastRetention(at: Date): {
  readonly shownBefore: Date;
  readonly anyBefore: Date;
} {
  const anyBefore = new Date(at);
  anyBefore.setUTCFullYear(at.getUTCFullYear() - years);
  return { shownBefore: new Date(at.getTime() - shownDays * dayMs), anyBefore };
}
