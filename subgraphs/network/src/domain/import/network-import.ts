import type { Refusal } from '@waris/service-kit';
import type { InvalidInput } from '../refusals.ts';
import type { PlacementChoice } from './placement.ts';

/** A meter at a link or node of the file: its name there, or with a serial number of its own. */
export type MeterChoice =
  string | { readonly id: string; readonly serialNumber?: string | null | undefined };

export type ImportNetworkInput = {
  readonly inp: { readonly fileName: string; readonly text: string };
  readonly branch: {
    /** By default known from the first digits of the branch code. */
    readonly regionCode?: string | null | undefined;
    readonly branchCode: string;
    /** Names of a new branch; one that exists keeps its own. */
    readonly nameTh: string;
    readonly nameEn: string;
  };
  /** Links whose flow is metered. */
  readonly meters: readonly MeterChoice[];
  /** Nodes at which pressure is measured. */
  readonly pressureSensors?: readonly MeterChoice[] | null | undefined;
  /** Tanks whose level is measured; by default all that belong to a DMA. */
  readonly levelSensors?: readonly MeterChoice[] | null | undefined;
  /** JSON that says which nodes make up which DMA. */
  readonly mapping?: string | null | undefined;
  readonly placement: PlacementChoice;
  readonly dmaNames?: readonly DmaName[] | null | undefined;
};

export type DmaName = {
  /** Code of the area: that of the mapping, or `AREA-1`, `AREA-2` … */
  readonly area: string;
  readonly nameTh?: string | null | undefined;
  readonly nameEn?: string | null | undefined;
};

export type InvalidNetworkFile = Refusal<'InvalidNetworkFile'> & {
  readonly line: number;
  readonly column: number;
  readonly section: string | null;
};

export type ImportRefusal = InvalidInput | InvalidNetworkFile;

export type ImportCounts = {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
};

export const importedKinds = ['dmas', 'nodes', 'pipes', 'meters', 'tanks', 'boundaries'] as const;
export type ImportedKind = (typeof importedKinds)[number];

export type OnImportProgress = (stage: ImportedKind, done: number, total: number) => void;

export type UnmeteredLink = { readonly dmaCode: string; readonly link: string };

export type NetworkImport = {
  readonly branchId: string;
  readonly dmaIds: readonly string[];
  readonly counts: Readonly<Record<ImportedKind, ImportCounts>>;
  /** Open links over a DMA's edge that no chosen meter sees. */
  readonly unmeteredLinks: readonly UnmeteredLink[];
  readonly skipped: readonly string[];
  readonly warnings: readonly string[];
};
