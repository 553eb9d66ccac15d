import { detectBursts, type BurstInput, type BurstParameters } from '@waris/water-loss';
import type { BenchmarkTable } from '../benchmark.ts';
import type { Period } from './read-period.ts';
import type { DmaPeriod, Town } from './town.ts';
import { addScores, scoreAlarms } from './score-alarms.ts';

const variants: readonly Partial<BurstParameters>[] = [
  {},
  { slack: 1 },
  { slack: 1.5 },
  { threshold: 4 },
  { threshold: 5 },
  { leastSignificance: 3 },
  { trendDays: 14 },
  { trendDays: 28 },
  { slowThreshold: 6 },
  { slowThreshold: 12 },
  { pressureSlowThreshold: 4 },
  { pressureSlowThreshold: 12 },
  { pressureAgeDays: 28 },
];

/** What other parameters would have given; shown to tell how much hangs on them, not to choose. */
export function sensitivityTable(
  leakFree: Town | null,
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
      const dmas = periods.flatMap((period) => period.dmas);
      const flow = total(dmas, variant, ({ inflow }) => inflow);
      const both = total(dmas, variant, ({ withPressures }) => withPressures);
      return [
        JSON.stringify(variant),
        leakFree?.dmas.flatMap((dma) => alarmsIn(dma.withPressures ?? dma.inflow, variant))
          .length ?? null,
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
  dmas: readonly DmaPeriod[],
  variant: Partial<BurstParameters>,
  inputOf: (dma: DmaPeriod) => BurstInput | null,
) {
  let alarms = 0;
  const scores = dmas.flatMap((dma) => {
    const input = inputOf(dma);
    if (input === null) return [];
    const raised = alarmsIn(input, variant);
    alarms += raised.length;
    return [scoreAlarms(dma.leaks, raised)];
  });
  const { found, falseAlarms } = addScores(scores);
  return { alarms, found, falseAlarms };
}
