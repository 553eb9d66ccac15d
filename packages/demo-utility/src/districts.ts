/** What is fixed about each DMA of the demo town; the rest follows from the seed. */
export interface District {
  readonly number: number;
  readonly nameThai: string;
  readonly nameEnglish: string;
  /** South-west corner in the town's own metres. */
  readonly originX: number;
  readonly originY: number;
  readonly columns: number;
  readonly rows: number;
  readonly blockM: number;
  readonly connections: number;
  readonly largeCustomers: number;
  /** Background leakage as a multiple of the unavoidable leakage of the same mains. */
  readonly backgroundFactor: number;
}

export const DISTRICTS: readonly District[] = [
  {
    number: 1,
    nameThai: 'ตลาดเก่า',
    nameEnglish: 'Old Market',
    originX: 0,
    originY: 1750,
    columns: 7,
    rows: 7,
    blockM: 180,
    connections: 1480,
    largeCustomers: 2,
    backgroundFactor: 3.8,
  },
  {
    number: 2,
    nameThai: 'สถานีรถไฟ',
    nameEnglish: 'Railway Station',
    originX: 1500,
    originY: 1750,
    columns: 8,
    rows: 6,
    blockM: 190,
    connections: 2360,
    largeCustomers: 4,
    backgroundFactor: 3,
  },
  {
    number: 3,
    nameThai: 'ริมคลอง',
    nameEnglish: 'Canal Side',
    originX: 3250,
    originY: 1750,
    columns: 6,
    rows: 8,
    blockM: 195,
    connections: 1120,
    largeCustomers: 1,
    backgroundFactor: 5.6,
  },
  {
    number: 4,
    nameThai: 'เนินสูง',
    nameEnglish: 'Hilltop',
    originX: 0,
    originY: 0,
    columns: 7,
    rows: 7,
    blockM: 200,
    connections: 860,
    largeCustomers: 1,
    backgroundFactor: 3.2,
  },
  {
    number: 5,
    nameThai: 'โรงพยาบาล',
    nameEnglish: 'Hospital Quarter',
    originX: 1500,
    originY: 0,
    columns: 8,
    rows: 7,
    blockM: 190,
    connections: 1930,
    largeCustomers: 3,
    backgroundFactor: 2.4,
  },
  {
    number: 6,
    nameThai: 'บ้านใหม่',
    nameEnglish: 'New Village',
    originX: 3250,
    originY: 150,
    columns: 6,
    rows: 6,
    blockM: 210,
    connections: 1250,
    largeCustomers: 0,
    backgroundFactor: 2.2,
  },
];

/** Metered links of the network file: inlets from the supply main, and one between two DMAs. */
export const METERED_LINKS = ['IN-1', 'IN-2A', 'IN-2B', 'IN-3', 'IN-4', 'IN-5', 'X-56'] as const;

export const TANK = 'TW-4';
export const PROJECTION = 'EPSG:32647';
