export const embeddingDimension = 1536;

/** Turns texts into vectors of length one whose inner product says how alike they are. */
export type Embedder = {
  /** Kept beside every vector: vectors of two models are never compared. */
  readonly model: string;
  readonly dimension: typeof embeddingDimension;
  /** One vector per text, in their order. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
};
