import type { Doc } from '../values/bson.ts';

/** What a pipeline needs of the world: other collections and the command's time. */
export interface PipelineWorld {
  readonly now: Date;
  /** The documents of a collection of the same database; none when it does not exist. */
  readonly collection: (name: string) => readonly Doc[];
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A compiled stage. */
export type Stage = (documents: readonly Doc[]) => readonly Doc[];

export type CompilePipeline = (stages: readonly unknown[], world: PipelineWorld) => Stage;
