import { PublicError } from '@waris/service-kit';
import type { RetentionStep } from '../../domain/tiers/plan-retention.ts';

/** What failed in a run that went on. */
export type Failures = {
  add(what: string, error: unknown): void;
  /** Keeps what `work` throws; an outage of the database is thrown, for all else would fail too. */
  during(what: string, work: () => Promise<void>): Promise<void>;
  /** Throws a RetentionError. */
  throwIfAny(moved: RetentionSummary): void;
};

export type RetentionSummary = Readonly<Record<RetentionStep['kind'], number>>;

/** Some of what was due could not be moved; all else was. */
export class RetentionError extends Error {
  readonly moved: RetentionSummary;

  constructor(message: string, moved: RetentionSummary, cause: unknown) {
    super(message, { cause });
    this.name = 'RetentionError';
    this.moved = moved;
  }
}

const mostTold = 5;

export function createFailures(): Failures {
  const failed: { readonly what: string; readonly error: unknown }[] = [];
  return {
    add: (what, error) => failed.push({ what, error }),
    during: async (what, work) => {
      try {
        await work();
      } catch (error) {
        if (error instanceof PublicError) throw error;
        failed.push({ what, error });
      }
    },
    throwIfAny: (moved) => {
      const [first] = failed;
      if (first === undefined) return;
      const told = failed.slice(0, mostTold).map(({ what, error }) => `${what}: ${textOf(error)}`);
      const more = failed.length > told.length ? ` … and ${failed.length - told.length} more.` : '';
      const message = `Some readings could not be moved. ${told.join(' ')}${more}`;
      throw new RetentionError(message, moved, first.error);
    },
  };
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.endsWith('.') ? text : `${text}.`;
}
