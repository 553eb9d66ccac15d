/** A file or body that cannot be read at all, as against a row that cannot. Becomes a refusal. */
export class FileFault extends Error {
  readonly tooLarge: boolean;

  constructor(message: string, options?: ErrorOptions & { readonly tooLarge?: boolean }) {
    super(message, options);
    this.name = 'FileFault';
    this.tooLarge = options?.tooLarge ?? false;
  }
}

/** Bounds on what a file may unpack to. */
export type UnpackLimits = { readonly maxBytes: number; readonly maxRatio: number };

export const usualLimits: UnpackLimits = { maxBytes: 20 * 2 ** 30, maxRatio: 400 };
