import { analysis } from './analysis/analysis.ts';
import { balances } from './analysis/balances.ts';
import { forecasting } from './analysis/forecasting.ts';
import { judging } from './analysis/judging.ts';
import { audits } from './audits/audits.ts';
import type { Benchmark } from './benchmark.ts';
import { bursts } from './bursts/bursts.ts';
import { forecast } from './forecast/forecast.ts';
import { ltown } from './ltown/ltown.ts';
import { madeUpBursts } from './made-up-bursts/made-up-bursts.ts';
import { growth } from './telemetry/growth.ts';
import { ingestPart, subscribersPart } from './telemetry/parts.ts';
import { telemetry } from './telemetry/telemetry.ts';
import { tiers } from './telemetry/tiers.ts';

export type {
  Benchmark,
  BenchmarkOptions,
  BenchmarkReport,
  BenchmarkServer,
  BenchmarkTable,
  BenchmarkWorld,
} from './benchmark.ts';
export { formatReport } from './format-report.ts';

/** Every benchmark, by the name that `waris benchmark` takes. */
export const benchmarks: readonly Benchmark[] = [
  ltown,
  telemetry,
  ingestPart,
  subscribersPart,
  growth,
  tiers,
  analysis,
  bursts,
  madeUpBursts,
  forecast,
  audits,
  balances,
  judging,
  forecasting,
];
