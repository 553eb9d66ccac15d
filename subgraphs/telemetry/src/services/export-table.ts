export type ExportColumn = {
  /** With the unit in it. */
  readonly name: string;
  readonly type: 'instant' | 'number' | 'flag' | 'text';
};

/** A column for each of the table's: instants in milliseconds since 1970, NaN for null. */
export type ExportPage = readonly (Float64Array | readonly (string | null)[])[];

/** Something to be downloaded; only one page of it is ever in memory. */
export type ExportTable = {
  /** Of the file, without ending. */
  readonly name: string;
  readonly timeZone: string;
  readonly columns: readonly ExportColumn[];
  readonly pages: AsyncGenerator<ExportPage, void, void>;
};
