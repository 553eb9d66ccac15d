import type { NightFlowClass } from '@waris/water-loss';
import type { AreaNightFlow } from '../domain/area-night-flow.ts';
import type { NightFlowSeries } from '../domain/night-flow.ts';

const classes = {
  'below-3': 'BELOW_3',
  'from-3-to-5': 'FROM_3_TO_5',
  'from-5-to-10': 'FROM_5_TO_10',
  'above-10': 'ABOVE_10',
} as const;

/** A class under its name in the graph. */
export const toClass = (targetClass: NightFlowClass | null) =>
  targetClass === null ? null : classes[targetClass];

export function toNightFlowSeries(
  series: NightFlowSeries,
  encode: (column: Float64Array) => Float64Array | string,
) {
  const { latest } = series;
  const { leakageExponent, factor, ...assumptions } = series.assumptions;
  return {
    ...series,
    days: [...series.days],
    minimumNightFlowM3PerHour: encode(series.minimumNightFlowM3PerHour),
    netNightFlowM3PerHour: encode(series.netNightFlowM3PerHour),
    leakageM3PerDay: encode(series.leakageM3PerDay),
    excessNightFlowM3PerHour: encode(series.excessNightFlowM3PerHour),
    targetClass: toClass(series.targetClass),
    latest: latest === null ? null : { ...latest, targetClass: toClass(latest.targetClass) },
    assumptions: {
      ...assumptions,
      leakageExponentIndex: leakageExponent,
      nightDayFactorHours: factor.hours,
      nightDayFactorMeasured: factor.measured,
    },
    warnings: [...series.warnings],
  };
}

export function toAreaNightFlow(
  nightFlow: AreaNightFlow,
  encode: (column: Float64Array) => Float64Array | string,
) {
  return {
    ...nightFlow,
    days: [...nightFlow.days],
    minimumNightFlowM3PerHour: encode(nightFlow.minimumNightFlowM3PerHour),
    netNightFlowM3PerHour: encode(nightFlow.netNightFlowM3PerHour),
    leakageM3PerDay: encode(nightFlow.leakageM3PerDay),
    excessNightFlowM3PerHour: encode(nightFlow.excessNightFlowM3PerHour),
    targetClass: toClass(nightFlow.targetClass),
    coveredDmaCodes: [...nightFlow.coveredDmaCodes],
    missingDmaCodes: [...nightFlow.missingDmaCodes],
    warnings: [...nightFlow.warnings],
  };
}
