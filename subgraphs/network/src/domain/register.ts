/** The register of the network, as rows: relations are ids here and objects in the graph. */
export type Region = {
  readonly id: string;
  readonly code: string;
  readonly nameTh: string;
  readonly nameEn: string;
};

export type Branch = Region & {
  readonly regionId: string;
  readonly class: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly email: string | null;
};

export type DmaFacts = {
  readonly nameTh: string;
  readonly nameEn: string;
  readonly population: number | null;
  readonly connections: number | null;
  readonly mainsLengthKm: number | null;
  readonly privatePipeLengthKm: number | null;
  /** Metres of water column. */
  readonly averagePressureM: number | null;
  readonly timeZone: string;
  readonly active: boolean;
};

export type Dma = DmaFacts & {
  readonly id: string;
  readonly regionId: string;
  readonly branchId: string;
  readonly code: string;
};

export const meterKinds = ['BULK', 'ZONE', 'CUSTOMER', 'CHECK', 'PRESSURE', 'LEVEL'] as const;
export type MeterKind = (typeof meterKinds)[number];

export type MeterState = 'ACTIVE' | 'INACTIVE' | 'FAULTY' | 'REPLACED';

export type Meter = {
  readonly id: string;
  readonly branchId: string;
  readonly serialNumber: string;
  readonly kind: MeterKind;
  readonly state: MeterState;
  readonly dmaId: string | null;
  readonly sourceDmaId: string | null;
  readonly brand: string | null;
  readonly model: string | null;
  readonly sizeMm: number | null;
  readonly installedOn: string | null;
  readonly lastCalibratedOn: string | null;
  /** Its readings count from here, null since ever, until before `retiredAt`, null still. */
  readonly inServiceAt: Date | null;
  readonly retiredAt: Date | null;
  readonly place: string | null;
  readonly customerClass: string | null;
};

export const pipeMaterials = [
  'PVC',
  'PE',
  'HDPE',
  'CAST_IRON',
  'DUCTILE_IRON',
  'STEEL',
  'ASBESTOS_CEMENT',
  'OTHER',
] as const;
export type PipeMaterial = (typeof pipeMaterials)[number];

export type Pipe = {
  readonly id: string;
  readonly branchId: string;
  readonly dmaId: string | null;
  readonly code: string;
  readonly lengthM: number;
  readonly diameterMm: number;
  readonly material: PipeMaterial | null;
  readonly installedYear: number | null;
  readonly conditionGrade: number | null;
  readonly isOpen: boolean;
};

export type Tank = {
  readonly code: string;
  readonly surfaceAreaM2: number;
  readonly levelMeterId: string | null;
};

/** A meter's part in the net inflow of one DMA. */
export type FlowMeter = {
  readonly meterId: string;
  readonly direction: 'IN' | 'OUT';
};

export type Boundary = {
  readonly areaKm2: number;
  readonly perimeterKm: number;
  readonly centroid: object;
};
