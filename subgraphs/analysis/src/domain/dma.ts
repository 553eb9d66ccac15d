/** What analysis knows of a DMA, from the view that the network publishes. */
export type Dma = {
  readonly id: string;
  readonly code: string;
  readonly regionId: string;
  readonly branchId: string;
  readonly timeZone: string;
  readonly connections: number | null;
  readonly mainsLengthKm: number | null;
  readonly privatePipeLengthKm: number | null;
  readonly averagePressureM: number | null;
  readonly population: number | null;
  /** Whether a meter feeds it. */
  readonly hasInlet: boolean;
  /** Whether a meter measures what flows on to elsewhere. */
  readonly hasOutlet: boolean;
  /** The day on which the boundary meter whose test is oldest was tested; null when one never was. */
  readonly oldestCalibrationOn: string | null;
};

/** By code, so that sums over an area are always formed in one order. */
export function inCodeOrder(dmas: readonly Dma[]): readonly Dma[] {
  return dmas.toSorted((a, b) => (a.code < b.code ? -1 : Number(a.code > b.code)));
}
