/** Factors from a network file's units to WARIS's. */
export interface InpUnits {
  readonly name: string;
  readonly flowToM3PerHour: number;
  readonly lengthToM: number;
  readonly diameterToMm: number;
}

const SECONDS_PER_HOUR = 3600;
const M_PER_FOOT = 0.3048;
const MM_PER_INCH = 25.4;
const M3_PER_US_GALLON = 0.003785411784;
const M3_PER_IMPERIAL_GALLON = 0.00454609;
const M3_PER_ACRE_FOOT = 1233.48183754752;
const GALLONS_PER_MILLION = 1e6;

// EPANET takes feet and inches with these units, metres and millimetres with the others.
const US_FLOW: Readonly<Record<string, number>> = {
  CFS: M_PER_FOOT ** 3 * SECONDS_PER_HOUR,
  GPM: M3_PER_US_GALLON * 60,
  MGD: (M3_PER_US_GALLON * GALLONS_PER_MILLION) / 24,
  IMGD: (M3_PER_IMPERIAL_GALLON * GALLONS_PER_MILLION) / 24,
  AFD: M3_PER_ACRE_FOOT / 24,
};

const SI_FLOW: Readonly<Record<string, number>> = {
  LPS: 3.6,
  LPM: 0.06,
  MLD: 1000 / 24,
  CMH: 1,
  CMD: 1 / 24,
  CMS: SECONDS_PER_HOUR,
};

export const KNOWN_FLOW_UNITS: readonly string[] = [
  ...Object.keys(US_FLOW),
  ...Object.keys(SI_FLOW),
];

/** EPANET's own default when a file names no units. */
export const DEFAULT_FLOW_UNITS = 'GPM';

/** Null for a name that EPANET does not know. */
export function inpUnits(name: string): InpUnits | null {
  const key = name.toUpperCase();
  const us = US_FLOW[key];
  if (us !== undefined) {
    return {
      name: key,
      flowToM3PerHour: us,
      lengthToM: M_PER_FOOT,
      diameterToMm: MM_PER_INCH,
    };
  }
  const si = SI_FLOW[key];
  return si === undefined
    ? null
    : { name: key, flowToM3PerHour: si, lengthToM: 1, diameterToMm: 1 };
}
