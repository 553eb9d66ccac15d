import { detectBursts, type BurstInput, type BurstParameters } from '@waris/water-loss';
import type { BenchmarkTable } from '../benchmark.ts';
import type { Period } from './read-period.ts';
import { scoreAlarms } from './score-alarms.ts';

const variants: readonly Partial<BurstParameters>[] = [
  {},
  { slack: 1 },
  { slack: 1.5 },
  { threshold: 4 },
  { threshold: 5 },
  { leastSignificance: 3 },
  { trendDays: 14 },
  { trendDays: 28 },
  { slowThreshold: 8 },
  { slowThreshold: 16 },
  { pressureSlowThreshold: 4 },
  { pressureSlowThreshold: 8 },
  { pressureAgeDays: 28 },
];

/** What other parameters would have given; shown to tell how much hangs on them, not to choose. */
export function sensitivityTable(
  leakFree: BurstInput | null,
  periods: readonly Period[],
): BenchmarkTable {
  return {
    title: 'Sensitivity: one parameter changed at a time',
    columns: [
      'changed',
      'false in 60 leak-free days',
      'inflow: alarms',
      'found',
      'false',
      'with pressures: alarms',
      'found',
      'false',
    ],
    rows: variants.map((variant) => {
      const flow = total(periods, variant, ({ inflow }) => inflow);
      const both = total(periods, variant, ({ withPressures }) => withPressures);
      return [
        JSON.stringify(variant),
        leakFree === null ? null : alarmsIn(leakFree, variant).length,
        flow.alarms,
        flow.found,
        flow.falseAlarms,
        both.alarms,
        both.found,
        both.falseAlarms,
      ];
    }),
  };
}

function alarmsIn(input: BurstInput, variant: Partial<BurstParameters>): readonly number[] {
  return detectBursts(input, variant).flatMap((event) =>
    event.kind === 'leak' ? [event.alarmAt] : [],
  );
}

function total(
  periods: readonly Period[],
  variant: Partial<BurstParameters>,
  inputOf: (period: Period) => BurstInput | null,
) {
  let alarms = 0;
  let found = 0;
  let falseAlarms = 0;
  for (const period of periods) {
    const input = inputOf(period);
    if (input === null) continue;
    const raised = alarmsIn(input, variant);
    const score = scoreAlarms(period.leaks, raised);
    alarms += raised.length;
    found += score.found;
    falseAlarms += score.falseAlarms;
  }
  return { alarms, found, falseAlarms };
}
