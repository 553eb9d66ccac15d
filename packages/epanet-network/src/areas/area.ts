import type { InpLink } from '../network.ts';

/** What lies across a boundary link: another area, a main that supplies several, a source or tank. */
export type Neighbour =
  | { readonly kind: 'area'; readonly code: string }
  | { readonly kind: 'supply' | 'reservoir' | 'tank'; readonly node: string };

export interface BoundaryLink {
  readonly link: string;
  readonly kind: InpLink['kind'];
  readonly isOpen: boolean;
  readonly neighbour: Neighbour;
}

export interface NetworkArea {
  readonly code: string;
  readonly name: string | null;
  readonly junctions: readonly string[];
  readonly pipes: readonly string[];
  readonly mainsLengthKm: number;
  readonly baseDemandM3PerHour: number;
  readonly boundaryLinks: readonly BoundaryLink[];
}

export interface AreaPartition {
  readonly areas: readonly NetworkArea[];
  readonly areaOfNode: ReadonlyMap<string, string>;
  readonly areaOfPipe: ReadonlyMap<string, string>;
  /** Junctions of no area: supply mains, and what a mapping leaves out. */
  readonly unassignedNodes: readonly string[];
}

export interface NamedGroup {
  readonly code: string;
  readonly name: string | null;
  readonly junctions: readonly string[];
}
