import { flowM3PerHour, legitimateNightConsumption, type FlowM3PerHour } from '@waris/water-loss';
import type { Dma } from './dma.ts';

/** From what legitimate night use is reckoned: connections, or people who are awake. */
export type NightUseBasis = 'CONNECTIONS' | 'POPULATION';

export type NightUseAssumptions = {
  readonly legitimateUseFrom: NightUseBasis;
  readonly legitimateNightUseLitresPerConnectionPerHour: number;
  /** Share of the population that draws water in a night hour. */
  readonly activeAtNightRatio: number;
  /** What one of them draws in that hour. */
  readonly activePersonM3PerHour: number;
  /** Shops, hotels, farms … that draw at night. */
  readonly nonResidentialUsers: number;
  readonly nonResidentialUserM3PerHour: number;
  /** Known large users together. */
  readonly exceptionalM3PerHour: number;
};

/**
 * Published residential rates run from 0.5 to 2.5 L/connection/h; about 6 % of people are awake and
 * flush 10 L (the share is published, the flush is common knowledge).
 */
export const defaultNightUse: NightUseAssumptions = {
  legitimateUseFrom: 'CONNECTIONS',
  legitimateNightUseLitresPerConnectionPerHour: 1,
  activeAtNightRatio: 0.06,
  activePersonM3PerHour: 0.01,
  nonResidentialUsers: 0,
  nonResidentialUserM3PerHour: 0,
  exceptionalM3PerHour: 0,
};

/** Null while the number of connections, or of people, is unknown. */
export function legitimateUseOf(dma: Dma, assumed: NightUseAssumptions): FlowM3PerHour | null {
  const others = {
    nonResidentialUsers: assumed.nonResidentialUsers,
    nonResidentialLitresPerUserPerHour: assumed.nonResidentialUserM3PerHour * 1000,
    exceptionalM3PerHour: flowM3PerHour(assumed.exceptionalM3PerHour),
  };
  if (assumed.legitimateUseFrom === 'CONNECTIONS') {
    if (dma.connections === null) return null;
    return legitimateNightConsumption({
      residentialConnections: dma.connections,
      residentialLitresPerConnectionPerHour: assumed.legitimateNightUseLitresPerConnectionPerHour,
      ...others,
    });
  }
  if (dma.population === null) return null;
  return legitimateNightConsumption({
    residentialConnections: dma.population * assumed.activeAtNightRatio,
    residentialLitresPerConnectionPerHour: assumed.activePersonM3PerHour * 1000,
    ...others,
  });
}

/** What is wrong with assumptions, in one sentence; null when they can be used. */
export function problemWithNightUse(given: Partial<NightUseAssumptions>): string | null {
  const use = given.legitimateNightUseLitresPerConnectionPerHour ?? 0;
  if (!(use >= 0 && use <= 20)) return 'Legitimate night use must lie between 0 and 20 L/h.';
  const ratio = given.activeAtNightRatio ?? 0;
  if (!(ratio >= 0 && ratio <= 1)) return '`activeAtNightRatio` must lie between 0 and 1.';
  const amounts = [
    'activePersonM3PerHour',
    'nonResidentialUsers',
    'nonResidentialUserM3PerHour',
    'exceptionalM3PerHour',
  ] as const;
  const wrong = amounts.find((name) => (given[name] ?? 0) < 0);
  return wrong === undefined ? null : `\`${wrong}\` must not be negative.`;
}
