import type { MultiPolygon, Position } from '@waris/epanet-network';
import type { CustomerClass } from './demand/customer-class.ts';
import type { LeakKind } from './leaks/leak-plan.ts';

export interface DemoRegion {
  readonly code: string;
  readonly nameThai: string;
  readonly nameEnglish: string;
  readonly branchCodePrefix: string;
}

export interface DemoBranch {
  readonly code: string;
  readonly regionCode: string;
  readonly nameThai: string;
  readonly nameEnglish: string;
  readonly branchClass: string;
  readonly address: string;
  readonly phone: string;
  readonly email: string;
}

export interface DemoDma {
  readonly code: string;
  readonly number: number;
  readonly nameThai: string;
  readonly nameEnglish: string;
  readonly population: number;
  readonly connections: number;
  readonly mainsLengthKm: number;
  readonly areaKm2: number;
  /** Mean over the junctions and the whole period. */
  readonly averagePressureM: number;
  readonly boundary: MultiPolygon;
}

export type DemoMeterKind = 'bulk' | 'zone' | 'pressure' | 'level';

/** A flow meter, pressure sensor or level sensor with its column of readings. */
export interface DemoSensor {
  readonly serialNumber: string;
  readonly kind: DemoMeterKind;
  /** Link (flow) or node (pressure, level) of the network file. */
  readonly place: string;
  /** Flow: where positive flow goes. Pressure and level: the DMA it stands in. */
  readonly feedsDma: string | null;
  readonly drawsFromDma: string | null;
  readonly position: Position;
  readonly brand: string;
  readonly model: string;
  readonly sizeMm: number | null;
  readonly installedAt: Date;
  readonly calibratedAt: Date;
  /** m³/h, m of pressure or m of level at each step; NaN where nothing arrived. */
  readonly values: Float64Array;
}

export interface DemoTank {
  readonly id: string;
  readonly dmaCode: string;
  readonly surfaceM2: number;
  readonly position: Position;
}

export interface DemoPipe {
  readonly id: string;
  /** Null: a supply main outside the DMAs. */
  readonly dmaCode: string | null;
  readonly lengthM: number;
  readonly diameterMm: number;
  readonly material: 'PVC' | 'PE' | 'HDPE' | 'ductileIron' | 'steel' | 'asbestosCement';
  readonly installYear: number;
  /** 1 best, 5 worst. */
  readonly condition: number;
  readonly isOpen: boolean;
  readonly course: readonly Position[];
}

export interface DemoCustomerMeter {
  readonly serialNumber: string;
  readonly dmaCode: string;
  readonly customerClass: CustomerClass;
  readonly useType: number;
  readonly isBilled: boolean;
  readonly sizeMm: number;
  readonly installedAt: Date;
  readonly position: Position;
}

/** What every customer meter showed at one close of the billing month. */
export interface DemoRegisterReading {
  readonly readAt: Date;
  /** Whole m³, in the order of `customerMeters`. */
  readonly registersM3: Float64Array;
}

export interface DemoLeak {
  readonly pipe: string;
  readonly dmaCode: string;
  readonly kind: LeakKind;
  readonly position: Position;
  readonly startAt: Date;
  /** Null: still running at the end. */
  readonly endAt: Date | null;
  readonly flowM3PerHour: Float64Array;
}

/** What really happened in a DMA, m³/h at each step; the balance closes on these. */
export interface DemoDmaTruth {
  readonly dmaCode: string;
  readonly netInflowM3PerHour: Float64Array;
  /** Background and leaks together. */
  readonly leakageM3PerHour: Float64Array;
  readonly meteredConsumptionM3PerHour: Float64Array;
  readonly unbilledUnmeteredM3PerHour: Float64Array;
  readonly unauthorisedM3PerHour: Float64Array;
  readonly pressureM: Float64Array;
}

export interface DemoTruth {
  readonly leaks: readonly DemoLeak[];
  readonly dmas: readonly DemoDmaTruth[];
}

export interface DemoUtility {
  readonly seed: number;
  readonly startAt: Date;
  readonly endAt: Date;
  readonly intervalSeconds: number;
  /** Length of every column; step `i` is at `startAt + i · intervalSeconds`. */
  readonly steps: number;
  readonly network: {
    readonly fileName: string;
    readonly inpText: string;
    readonly projection: string;
    /** JSON that says which areas of the file are which DMAs, under their full codes. */
    readonly mapping: string;
  };
  readonly regions: readonly DemoRegion[];
  readonly branch: DemoBranch;
  readonly dmas: readonly DemoDma[];
  readonly pipes: readonly DemoPipe[];
  readonly tanks: readonly DemoTank[];
  readonly flowMeters: readonly DemoSensor[];
  readonly pressureSensors: readonly DemoSensor[];
  readonly levelSensors: readonly DemoSensor[];
  readonly customerMeters: readonly DemoCustomerMeter[];
  /** At the last four closes of the billing month, oldest first. */
  readonly registerReadings: readonly DemoRegisterReading[];
  readonly truth: DemoTruth;
}
