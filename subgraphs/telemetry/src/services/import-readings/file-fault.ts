/** A file that cannot be read at all, as against a row that cannot. Becomes a refusal. */
export class FileFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FileFault';
  }
}

/** Bounds on what a file may unpack to. */
export type UnpackLimits = { readonly maxBytes: number; readonly maxRatio: number };

export const usualLimits: UnpackLimits = { maxBytes: 20 * 2 ** 30, maxRatio: 400 };
