import type { Uarl } from '@waris/water-loss';
import type { Dma } from './dma.ts';
import type { NetworkFigures } from './leakage-indicators.ts';
import type { BalanceWarning } from './warnings.ts';

/** What is missing in the register, or was taken from elsewhere. */
export function networkWarnings(dma: Dma, network: NetworkFigures): readonly BalanceWarning[] {
  const warnings: (BalanceWarning | false)[] = [
    network.connections === null && {
      code: 'CONNECTIONS_UNKNOWN',
      message: 'The number of connections is unknown: no UARL and no losses per connection.',
    },
    network.mainsLengthKm === null && {
      code: 'MAINS_LENGTH_UNKNOWN',
      message: 'The length of mains is unknown: no UARL.',
    },
    network.averagePressureM === null && {
      code: 'PRESSURE_UNKNOWN',
      message: 'Average pressure was not surveyed and none was read in the period: no UARL.',
    },
    dma.averagePressureM === null &&
      network.averagePressureM !== null && {
        code: 'PRESSURE_FROM_READINGS',
        message: `Average pressure is the mean of readings, ${network.averagePressureM.toFixed(1)} m.`,
      },
    dma.privatePipeLengthKm === null && {
      code: 'PRIVATE_PIPE_LENGTH_ASSUMED_NONE',
      message:
        'Private pipe length is unknown and taken as none, as if meters stood at boundaries.',
    },
  ];
  return warnings.filter((warning) => warning !== false);
}

/** Below 1 more than the unavoidable is avoided, which hardly any network does. */
export function indexWarnings(index: number | null): readonly BalanceWarning[] {
  if (index === null || index < 0 || index >= 1) return [];
  const message = `An ILI of ${index.toFixed(2)} says that less is lost than is unavoidable: check system input, billing, connections, mains and pressure.`;
  return [{ code: 'LEAKAGE_INDEX_BELOW_ONE', message }];
}

export function uarlWarnings(uarl: Uarl | null): readonly BalanceWarning[] {
  if (uarl === null) return [];
  const cautions = uarl.cautions.map((caution) =>
    caution === 'PressureOutsideRange'
      ? ({
          code: 'PRESSURE_OUTSIDE_RANGE',
          message: 'Average pressure lies outside 25–100 m, the range of the UARL formula.',
        } as const)
      : ({
          code: 'LOW_CONNECTION_DENSITY',
          message: 'Fewer than 20 connections for a km of mains: losses are stated by length.',
        } as const),
  );
  return uarl.validity === 'valid'
    ? cautions
    : [
        ...cautions,
        { code: 'LEAKAGE_INDEX_INDICATIVE', message: `ILI is indicative: ${uarl.reason}` },
      ];
}
