/** Up to which revision of the days no kept balance is out of date. */
export type RevisionWatermark = {
  /** Null until everything was looked through once. */
  revision(): number | null;
  /** A look at everything after the watermark, up to a revision, found nothing out of date. */
  sawNothingUpTo(revision: number, at: Date): void;
};

/**
 * A calculation that is being made while days change is kept after they have, by the revision from
 * before. So the watermark follows this much later, longer than any calculation takes.
 */
const lagMs = 10 * 60_000;

export function makeRevisionWatermark(): RevisionWatermark {
  let reached: number | null = null;
  let candidate: { readonly revision: number; readonly at: number } | null = null;
  return {
    revision: () => reached,
    sawNothingUpTo: (revision, at) => {
      if (candidate !== null && at.getTime() - candidate.at < lagMs) return;
      reached = candidate?.revision ?? reached;
      candidate = { revision, at: at.getTime() };
    },
  };
}

/** One that stays where it is. */
export function fixedWatermark(revision: number | null): RevisionWatermark {
  return { revision: () => revision, sawNothingUpTo: () => undefined };
}
