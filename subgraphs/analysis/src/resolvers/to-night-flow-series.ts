import type { NightFlowClass } from '@waris/water-loss';
import type { NightFlowSeries } from '../domain/night-flow.ts';

const classes = {
  'below-3': 'BELOW_3',
  'from-3-to-5': 'FROM_3_TO_5',
  'from-5-to-10': 'FROM_5_TO_10',
  'above-10': 'ABOVE_10',
} as const;

const toClass = (targetClass: NightFlowClass | null) =>
  targetClass === null ? null : classes[targetClass];

export function toNightFlowSeries(
  series: NightFlowSeries,
  encode: (column: Float64Array) => Float64Array | string,
) {
  const { latest, assumptions } = series;
  return {
    ...series,
    days: [...series.days],
    minimumNightFlowM3PerHour: encode(series.minimumNightFlowM3PerHour),
    netNightFlowM3PerHour: encode(series.netNightFlowM3PerHour),
    leakageM3PerDay: encode(series.leakageM3PerDay),
    targetClass: toClass(series.targetClass),
    latest: latest === null ? null : { ...latest, targetClass: toClass(latest.targetClass) },
    assumptions: {
      legitimateNightUseLitresPerConnectionPerHour:
        assumptions.legitimateNightUseLitresPerConnectionPerHour,
      leakageExponentIndex: assumptions.leakageExponent,
      nightDayFactorHours: assumptions.factor.hours,
      nightDayFactorMeasured: assumptions.factor.measured,
    },
    warnings: [...series.warnings],
  };
}
