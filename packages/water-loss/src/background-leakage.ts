import type { NetworkExtent } from './uarl.ts';
import type { FlowM3PerHour } from './units.ts';
import { flowM3PerHour } from './units.ts';

// Background part of the UARL components at 50 m, litres per hour: 20 per km of mains, 1.25 per
// connection, 33.3 per km of private pipe (9.6, 0.6 and 16 L/day and m · 50 m / 24 h).
const atReferencePressure = { perMainsKm: 20, perConnection: 1.25, perPrivateKm: 16 * (50 / 24) };
const referencePressureM = 50;
// Joints and fittings leak through openings that grow with pressure.
const backgroundExponent = 1.5;

/**
 * Unavoidable background leakage, m³/h: seepage too small to be found, of a network in good order,
 * (20·Lm + 1.25·Nc + 33·Lp)·(P/50)^1.5 litres an hour (Lambert's component figures; the source is
 * not at hand). `nightPressureM` is the pressure at which the night flow was taken.
 * Nil at 0 m. Throws a RangeError on a negative pressure or number of connections.
 */
export function unavoidableBackgroundLeakage(
  network: Omit<NetworkExtent, 'averagePressureM'>,
  nightPressureM: number,
): FlowM3PerHour {
  if (!(nightPressureM >= 0)) {
    throw new RangeError(`Pressure must not be negative: ${nightPressureM} m.`);
  }
  if (!(network.connections >= 0)) {
    throw new RangeError(`Connections must be a number from 0 up: ${network.connections}.`);
  }
  const litresPerHour =
    atReferencePressure.perMainsKm * network.mainsLengthKm +
    atReferencePressure.perConnection * network.connections +
    atReferencePressure.perPrivateKm * network.privatePipeLengthKm;
  return flowM3PerHour(
    (litresPerHour / 1000) * (nightPressureM / referencePressureM) ** backgroundExponent,
  );
}
