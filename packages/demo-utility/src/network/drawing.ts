export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface DrawnJunction extends Point {
  readonly id: string;
  readonly elevationM: number;
  readonly demand: number;
}

export interface DrawnPipe {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly diameterMm: number;
  readonly bends: readonly Point[];
  readonly isOpen: boolean;
}

export interface DrawnValve {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly diameterMm: number;
  /** Pressure held behind it, m. */
  readonly settingM: number;
}

export interface DrawnReservoir extends Point {
  readonly id: string;
  readonly headM: number;
}

export interface DrawnTank extends Point {
  readonly id: string;
  readonly elevationM: number;
  readonly diameterM: number;
  readonly maximumLevelM: number;
  readonly initialLevelM: number;
}

export interface Drawing {
  readonly junctions: readonly DrawnJunction[];
  readonly pipes: readonly DrawnPipe[];
  readonly valves: readonly DrawnValve[];
  readonly reservoirs: readonly DrawnReservoir[];
  readonly tanks: readonly DrawnTank[];
}

/** A gentle plain with one hill, under district 4; m above sea level. */
export function groundLevel(x: number, y: number): number {
  const plain = 13 + 2.5 * Math.sin(x / 1100) + 1.5 * Math.cos(y / 700);
  const hill = 8 * Math.exp(-(((x - 600) / 450) ** 2) - ((y - 560) / 450) ** 2);
  return plain + hill;
}
