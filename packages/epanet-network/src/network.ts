/** A point in the network file's own plane: metres where the file is projected. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

interface NodeBase extends PlanePoint {
  readonly id: string;
  /** Line of the file that declares it. */
  readonly line: number;
}

export interface InpJunction extends NodeBase {
  readonly kind: 'junction';
  readonly elevationM: number;
  /** Sum of its base demands, before patterns and the demand multiplier. */
  readonly baseDemandM3PerHour: number;
}

export interface InpReservoir extends NodeBase {
  readonly kind: 'reservoir';
  readonly headM: number;
}

export interface InpTank extends NodeBase {
  readonly kind: 'tank';
  readonly elevationM: number;
  readonly initialLevelM: number;
  readonly minimumLevelM: number;
  readonly maximumLevelM: number;
  readonly diameterM: number;
}

export type InpNode = InpJunction | InpReservoir | InpTank;

interface LinkBase {
  readonly id: string;
  readonly line: number;
  readonly startNode: string;
  readonly endNode: string;
  /** False when the file starts with the link shut. */
  readonly isOpen: boolean;
  /** Bends between start and end node, in order. */
  readonly vertices: readonly PlanePoint[];
}

export interface InpPipe extends LinkBase {
  readonly kind: 'pipe';
  readonly lengthM: number;
  readonly diameterMm: number;
  readonly roughness: number;
  readonly hasCheckValve: boolean;
}

export interface InpPump extends LinkBase {
  readonly kind: 'pump';
}

export type ValveType = 'PRV' | 'PSV' | 'PBV' | 'FCV' | 'TCV' | 'GPV' | 'PCV';

export interface InpValve extends LinkBase {
  readonly kind: 'valve';
  readonly valveType: ValveType;
  readonly diameterMm: number;
}

export type InpLink = InpPipe | InpPump | InpValve;

/** What WARIS needs of an EPANET network, in SI units whatever the file used. */
export interface InpNetwork {
  readonly fileName: string;
  readonly title: string;
  readonly flowUnits: string;
  readonly demandMultiplier: number;
  readonly nodes: ReadonlyMap<string, InpNode>;
  readonly links: ReadonlyMap<string, InpLink>;
}

/** A fault in the file, where a person can find it. Lines and columns count from 1. */
export interface InpError {
  readonly fileName: string;
  readonly line: number;
  readonly column: number;
  readonly section: string | null;
  readonly message: string;
}
