export * from './units.ts';
export * from './columns.ts';
export * from './unit-conversion.ts';
export * from './water-balance.ts';
export * from './apparent-losses.ts';
export * from './uarl.ts';
export * from './leakage-index.ts';
export * from './minimum-night-flow.ts';
export * from './pressure-leakage.ts';
export * from './night-leakage.ts';
export * from './night-flow-targets.ts';
export * from './indicators.ts';
export * from './uncertainty.ts';
export * from './net-inflow.ts';
export * from './exact-volume.ts';
export * from './balance-margins.ts';
export * from './uarl-margin.ts';
export * from './data-validity.ts';
export * from './doubtful-units.ts';
export * from './background-leakage.ts';
export * from './linear-trend.ts';
export * from './pressure-step-test.ts';
export * from './pressure-saving.ts';
export * from './burst-detection/burst-event.ts';
export * from './burst-detection/burst-parameters.ts';
export * from './burst-detection/burst-detector.ts';
export * from './burst-detection/detect-bursts.ts';
export * from './burst-detection/rule-baselines.ts';
export type { DailyValue } from './burst-detection/forecast-day.ts';
export {
  faultOf,
  meanOfHours,
  summariseDay,
  type DayFault,
} from './burst-detection/summarise-day.ts';
export { horizonHours, type DemandSeries } from './demand-forecast/demand-series.ts';
export * from './demand-forecast/baselines.ts';
export { knowsWeather } from './demand-forecast/weather-deviation.ts';
export * from './demand-forecast/forecast-demand.ts';
export type { ForecastInterval } from './demand-forecast/forecast-intervals.ts';
export * from './night-rules/night-rule.ts';
export { addNight } from './night-rules/add-night.ts';
export {
  pressureBandRule,
  pressurePatternRule,
  pressureShareRule,
  type PressureRule,
} from './pressure-anomaly/pressure-pattern.ts';
export * from './pressure-anomaly/add-pressure-day.ts';
export * from './forecast-miss/forecast-miss.ts';
export * from './forecast-miss/forecast-score.ts';
export {
  pipeFailureMethod,
  pipeMaterials,
  type PipeMaterial,
} from './pipe-failure/failure-rates.ts';
export * from './pipe-failure/pipe-failure-risk.ts';
export { runningSize } from './leak-growth/is-growth.ts';
export {
  bookDay,
  emptyLeakBook,
  leaksOf,
  type BookDay,
  type Leak,
  type LeakBook,
} from './leak-growth/leak-book.ts';
export type { LeakCandidate, LeakSignatures } from './leak-location/leak-signatures.ts';
export * from './leak-location/locate-burst.ts';
export type { CandidateRanking, RankedCandidate } from './leak-location/rank-candidates.ts';
export type { FaultySensor, SensorFault } from './leak-location/screen-sensors.ts';
