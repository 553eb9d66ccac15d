import type { PredictionKind } from './prediction-models.ts';

export const outcomes = ['confirmed', 'false alarm', 'uncertain'] as const;
export type Outcome = (typeof outcomes)[number];

/** What people found out. */
export type Validation = {
  readonly outcome: Outcome;
  readonly note: string | null;
  readonly actualStartAt: Date | null;
  readonly actualSizeM3PerHour: number | null;
  readonly validatedAt: Date;
  readonly validatedBy: { readonly kind: string; readonly id: string };
};

/** What a model said, as it said it, and what became of it. */
export type Prediction = {
  readonly id: string;
  readonly dmaId: string;
  readonly kind: PredictionKind;
  readonly modelVersion: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
  readonly confidence: number | null;
  readonly dataUntil: Date;
  readonly createdAt: Date;
  readonly truth: unknown;
  readonly validation: Validation | null;
};
