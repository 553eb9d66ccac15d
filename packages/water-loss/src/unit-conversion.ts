import type { FlowM3PerHour, LengthKm, LengthMm, PressureM, VolumeM3 } from './units.ts';
import { flowM3PerHour, lengthKm, lengthMm, pressureM, volumeM3 } from './units.ts';

/** m³ in a US gallon, exact by definition (231 cubic inches). */
export const m3PerUsGallon = 0.003785411784;
/** km in an international mile, exact. */
export const kmPerMile = 1.609344;
/** Metres of water column in one kilopascal, for 1,000 kg/m³ and standard gravity. */
export const metresPerKilopascal = 1 / 9.80665;
/** Metres of water column in one pound per square inch, about 0.7031. */
export const metresPerPsi = 6.894757293168 * metresPerKilopascal;

const m3PerCubicFoot = 0.028316846592;

type Units = Readonly<Record<string, { factor: number; aliases: readonly string[] }>>;

const flow = {
  'm³/h': { factor: 1, aliases: ['cmh', 'm3h', 'm3/hr', 'm3/hour', 'ลบ.ม./ชม.'] },
  'm³/d': { factor: 1 / 24, aliases: ['cmd', 'm3/day', 'ลบ.ม./วัน'] },
  'm³/s': { factor: 3600, aliases: ['cms', 'm3/sec'] },
  'L/s': { factor: 3.6, aliases: ['lps', 'l/sec'] },
  'L/min': { factor: 0.06, aliases: ['lpm'] },
  'L/h': { factor: 0.001, aliases: ['lph', 'l/hr'] },
  'ML/d': { factor: 1000 / 24, aliases: ['mld', 'ml/day'] },
  GPM: { factor: m3PerUsGallon * 60, aliases: ['gal/min', 'usgpm'] },
  MGD: { factor: (m3PerUsGallon * 1e6) / 24, aliases: ['mg/d', 'mgal/d'] },
  IMGD: { factor: 4546.09 / 24, aliases: [] },
  'ft³/s': { factor: m3PerCubicFoot * 3600, aliases: ['cfs'] },
  'acre-ft/d': { factor: (m3PerCubicFoot * 43560) / 24, aliases: ['afd'] },
} as const satisfies Units;

const pressure = {
  m: { factor: 1, aliases: ['mh2o', 'mwc', 'mca'] },
  bar: { factor: 100 * metresPerKilopascal, aliases: ['barg'] },
  mbar: { factor: 0.1 * metresPerKilopascal, aliases: [] },
  kPa: { factor: metresPerKilopascal, aliases: [] },
  MPa: { factor: 1000 * metresPerKilopascal, aliases: [] },
  psi: { factor: metresPerPsi, aliases: ['psig'] },
  // A kilogram-force per cm² is ten metres of water by definition; Thai gauges show it.
  'kgf/cm²': { factor: 10, aliases: ['ksc', 'kg/cm2'] },
  ft: { factor: 0.3048, aliases: ['fth2o'] },
} as const satisfies Units;

const volume = {
  'm³': { factor: 1, aliases: ['cubicmetre', 'cubicmeter', 'ลบ.ม.'] },
  L: { factor: 0.001, aliases: ['litre', 'liter'] },
  kL: { factor: 1, aliases: [] },
  ML: { factor: 1000, aliases: [] },
  gal: { factor: m3PerUsGallon, aliases: ['gallon', 'usgal'] },
  MG: { factor: m3PerUsGallon * 1e6, aliases: ['mgal'] },
  'ft³': { factor: m3PerCubicFoot, aliases: ['cf'] },
} as const satisfies Units;

const length = {
  km: { factor: 1, aliases: [] },
  m: { factor: 0.001, aliases: [] },
  mi: { factor: kmPerMile, aliases: ['mile', 'miles'] },
  ft: { factor: 0.0003048, aliases: ['feet'] },
} as const satisfies Units;

const diameter = {
  mm: { factor: 1, aliases: [] },
  cm: { factor: 10, aliases: [] },
  m: { factor: 1000, aliases: [] },
  in: { factor: 25.4, aliases: ['inch', 'inches'] },
} as const satisfies Units;

/** Names of the flow units that `convertFlow` takes, for messages. */
export const flowUnits: readonly string[] = Object.keys(flow);
/** Names of the pressure units that `convertPressure` takes, for messages. */
export const pressureUnits: readonly string[] = Object.keys(pressure);
/** Names of the volume units that `convertVolume` takes, for messages. */
export const volumeUnits: readonly string[] = Object.keys(volume);
/** Names of the length units that `convertLength` takes, for messages. */
export const lengthUnits: readonly string[] = Object.keys(length);
/** Names of the diameter units that `convertDiameter` takes, for messages. */
export const diameterUnits: readonly string[] = Object.keys(diameter);

function normalise(name: string): string {
  return name.normalize('NFKC').replaceAll(/[\s^]/gu, '').toLowerCase();
}

function spellings(units: Units): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(units).flatMap(([name, { factor, aliases }]) =>
      [name, ...aliases].map((spelling) => [normalise(spelling), factor] as const),
    ),
  );
}

function converter<Q>(quantity: string, units: Units, make: (value: number) => Q) {
  const factors = spellings(units);
  return (value: number, unitName: string): Q => {
    const factor = factors.get(normalise(unitName));
    if (factor === undefined) {
      const known = Object.keys(units).join(', ');
      throw new RangeError(`Unknown ${quantity} unit "${unitName}"; known are ${known}.`);
    }
    if (!Number.isFinite(value)) {
      throw new RangeError(`A ${quantity} in ${unitName} must be a finite number, not ${value}.`);
    }
    return make(value * factor);
  };
}

type Convert<Q> = (value: number, unitName: string) => Q;

/**
 * Converts a flow to m³/h. Unit names are taken in any case, with m3 for m³, and by their EPANET
 * names (LPS, CMH …). Throws a RangeError that names an unknown unit or a value that is not finite.
 */
export const convertFlow: Convert<FlowM3PerHour> = converter('flow', flow, flowM3PerHour);

/** Converts a gauge pressure to metres of water column (1 bar = 10.197 m). Throws as `convertFlow`. */
export const convertPressure: Convert<PressureM> = converter('pressure', pressure, pressureM);

/** Converts a volume to m³; gallons are US gallons. Throws as `convertFlow`. */
export const convertVolume: Convert<VolumeM3> = converter('volume', volume, volumeM3);

/** Converts a length to km. Throws as `convertFlow`, and on a negative length. */
export const convertLength: Convert<LengthKm> = converter('length', length, lengthKm);

/** Converts a diameter to mm. Throws as `convertFlow`, and on a negative diameter. */
export const convertDiameter: Convert<LengthMm> = converter('diameter', diameter, lengthMm);
