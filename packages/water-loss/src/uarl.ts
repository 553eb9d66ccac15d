import { kmPerMile, m3PerUsGallon, metresPerPsi } from './unit-conversion.ts';
import type { FlowM3PerDay, LengthKm, PressureM, VolumeM3 } from './units.ts';
import { flowM3PerDay, volumeM3 } from './units.ts';

/** The network that leakage is judged against. */
export type NetworkExtent = {
  readonly mainsLengthKm: LengthKm;
  readonly connections: number;
  /** Total pipe between property line and meter; 0 where meters stand at the boundary. */
  readonly privatePipeLengthKm: LengthKm;
  readonly averagePressureM: PressureM;
};

export type UarlFormula = 'iwa-metric' | 'awwa-fwas-v5' | 'us-table';

export type UarlCaution = 'PressureOutsideRange' | 'LowConnectionDensity';

export type Uarl = {
  readonly uarlM3PerDay: FlowM3PerDay;
  /** 365 days of `uarlM3PerDay`, leap years too, as audits do. */
  readonly uarlM3PerYear: VolumeM3;
  readonly formula: UarlFormula;
  /** `indicative` where the AWWA audit software would withhold the figure. */
  readonly validity: 'valid' | 'indicative';
  /** Why it is indicative; null when valid. */
  readonly reason: string | null;
  /** Outside the range the formula was drawn from, which alone does not make it indicative. */
  readonly cautions: readonly UarlCaution[];
};

type Coefficients = {
  readonly perLength: number;
  readonly perConnection: number;
  readonly perPrivatePipe: number;
  readonly smallSystemPerLength: number;
  readonly lengthUnitKm: number;
  readonly pressureUnitM: number;
  readonly volumeUnitM3: number;
};

const usUnits = {
  perConnection: 0.15,
  perPrivatePipe: 7.5,
  smallSystemPerLength: 32,
  lengthUnitKm: kmPerMile,
  pressureUnitM: metresPerPsi,
  volumeUnitM3: m3PerUsGallon,
};

const coefficients: Readonly<Record<UarlFormula, Coefficients>> = {
  'iwa-metric': {
    perLength: 18,
    perConnection: 0.8,
    perPrivatePipe: 25,
    smallSystemPerLength: 20,
    lengthUnitKm: 1,
    pressureUnitM: 1,
    volumeUnitM3: 0.001,
  },
  'awwa-fwas-v5': { ...usUnits, perLength: 5.41 },
  'us-table': { ...usUnits, perLength: 5.4 },
};

const smallSystemLimit = 3000;

/** Below this, real losses are stated per km of mains and not per connection. */
export const minimumDensityPerKm = 20;

/** The same rule as the AWWA audit software has it: 32 connections per mile, 19.88 per km. */
export const awwaMinimumDensityPerKm = 32 / kmPerMile;

/** Connections per km of mains; null without mains. */
export function connectionDensityPerKm(
  connections: number,
  mainsLengthKm: LengthKm,
): number | null {
  return mainsLengthKm === 0 ? null : connections / mainsLengthKm;
}

function cautionsOf(network: NetworkExtent): readonly UarlCaution[] {
  const cautions: UarlCaution[] = [];
  if (network.averagePressureM < 25 || network.averagePressureM > 100) {
    cautions.push('PressureOutsideRange');
  }
  const density = connectionDensityPerKm(network.connections, network.mainsLengthKm);
  if (density !== null && density < minimumDensityPerKm) cautions.push('LowConnectionDensity');
  return cautions;
}

/**
 * Unavoidable annual real losses: what a well-kept network of this size still loses.
 * IWA: (18·Lm + 0.8·Nc + 25·Lp)·P litres per day with km and metres of head; the US forms use
 * 5.41 (AWWA audit software 5) or 5.4 (Water Loss Control, table 7.2), 0.15 and 7.5 gallons.
 * Systems with 20·Lm + Nc < 3000 (US: 32 per mile) come out indicative, not withheld.
 * Throws a RangeError on a negative pressure or a bad number of connections.
 */
export function unavoidableAnnualRealLosses(
  network: NetworkExtent,
  formula: UarlFormula = 'iwa-metric',
): Uarl {
  const { connections, averagePressureM } = network;
  if (!Number.isFinite(connections) || connections < 0) {
    throw new RangeError(`Connections must be a number from 0 up: ${connections}.`);
  }
  if (averagePressureM < 0) {
    throw new RangeError(`Average pressure must not be negative: ${averagePressureM} m.`);
  }
  const c = coefficients[formula];
  const mains = network.mainsLengthKm / c.lengthUnitKm;
  const privatePipe = network.privatePipeLengthKm / c.lengthUnitKm;
  const pressure = averagePressureM / c.pressureUnitM;
  const perPressure =
    c.perLength * mains + c.perConnection * connections + c.perPrivatePipe * privatePipe;
  const perDay = perPressure * pressure * c.volumeUnitM3;
  const size = c.smallSystemPerLength * mains + connections;
  const isSmall = size < smallSystemLimit;
  return {
    uarlM3PerDay: flowM3PerDay(perDay),
    uarlM3PerYear: volumeM3(perDay * 365),
    formula,
    validity: isSmall ? 'indicative' : 'valid',
    reason: isSmall
      ? `${c.smallSystemPerLength} × mains length + connections is ${Math.floor(size)}, below ${smallSystemLimit}.`
      : null,
    cautions: cautionsOf(network),
  };
}
