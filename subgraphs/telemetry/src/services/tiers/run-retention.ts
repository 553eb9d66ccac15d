import type { ReadingQuantity } from '../../domain/quantity.ts';
import { allQuantities } from '../../domain/tiers/day-readings.ts';
import { planRetention, type RetentionStep } from '../../domain/tiers/plan-retention.ts';
import type { RetentionPolicy } from '../../domain/tiers/retention-policy.ts';
import type { Moved, TierStore } from '../../persistence/tiers/tier-store.ts';

export type RetentionContext = {
  readonly tiers: TierStore;
  readonly policy: RetentionPolicy;
  readonly now: () => Date;
  /** `lock:retention`: one process at a time. Two would be slow and do no harm. */
  readonly withLock: <Value>(resource: string, work: () => Promise<Value>) => Promise<Value | null>;
};

export type RetentionProgress = {
  readonly kind: RetentionStep['kind'];
  readonly quantity: ReadingQuantity;
  readonly fromDay: number;
  readonly readings: number;
};

export type RetentionSummary = Readonly<Record<RetentionStep['kind'], number>>;

export type RetentionOptions = {
  readonly onProgress?: (progress: RetentionProgress) => void;
  /** Ends the run after the turn that is on; what was moved stays moved. */
  readonly signal?: AbortSignal;
};

const dayMs = 86_400_000;
const unknownBytes = { packed: 0, archived: 0 };

/** What a run would do now. Changes nothing, but reads every row that is due. */
export async function previewRetention({
  tiers,
  policy,
  now,
}: RetentionContext): Promise<readonly RetentionStep[]> {
  const today = Math.floor(now().getTime() / dayMs);
  const { lying, bytesPerReading } = await tiers.survey(policy, today);
  return planRetention(policy, lying, today, bytesPerReading);
}

/** Moves and drops what is due, some at a time; null when another process is at it. */
export async function runRetention(
  context: RetentionContext,
  options: RetentionOptions = {},
): Promise<RetentionSummary | null> {
  return context.withLock('retention', async () => {
    const { tiers, policy, now } = context;
    const today = Math.floor(now().getTime() / dayMs);
    await tiers.cleanUp(now());
    const lying = await tiers.months(policy, today);
    const moved = { DROP: 0, ARCHIVE: 0, PACK: 0 };
    for (const step of planRetention(policy, lying, today, unknownBytes)) {
      if (options.signal?.aborted === true) break;
      moved[step.kind] += await takeStep(context, step, today, options);
    }
    if (options.signal?.aborted !== true) await tidy(context, today);
    return moved;
  });
}

async function takeStep(
  context: RetentionContext,
  step: RetentionStep,
  today: number,
  options: RetentionOptions,
): Promise<number> {
  const { tiers, policy, now } = context;
  const { quantity, kind, fromDay, endDay } = step;
  const oldestDay = today - policy[quantity].totalDays;
  const request = { quantity, fromDay, endDay, newestBeforeDay: oldestDay };
  const turns = (turn: (after: Moved['next']) => Promise<Moved>) =>
    repeat(turn, options.signal, (readings) =>
      options.onProgress?.({ kind, quantity, fromDay, readings }),
    );
  switch (kind) {
    case 'PACK':
      return turns((after) => tiers.pack({ ...request, after }));
    case 'ARCHIVE': {
      const packed = await turns((after) => tiers.archive({ ...request, after }, 'PACKED', now()));
      return packed + (await turns((after) => tiers.archive({ ...request, after }, 'ROWS', now())));
    }
    case 'DROP': {
      // The files of a plan may have been made one since: what is old is asked for anew.
      let dropped = 0;
      for (;;) {
        const readings = await tiers.dropOne(quantity, new Date(oldestDay * dayMs));
        if (readings === 0) return dropped;
        dropped += readings;
        options.onProgress?.({ kind, quantity, fromDay, readings: dropped });
      }
    }
  }
}

/** Turns until the month is through; a turn may move nothing and still lead on. */
async function repeat(
  turn: (after: Moved['next']) => Promise<Moved>,
  signal: AbortSignal | undefined,
  report: (readings: number) => void,
): Promise<number> {
  let moved = 0;
  let after: Moved['next'] = null;
  for (;;) {
    const { readings, next } = await turn(after);
    moved += readings;
    if (readings > 0) report(moved);
    after = next;
    if (after === null || signal?.aborted === true) return moved;
  }
}

async function tidy({ tiers, policy, now }: RetentionContext, today: number): Promise<void> {
  for (const quantity of allQuantities) {
    while (await tiers.compact(quantity, now()));
    await tiers.dropEmptyPartitions(quantity, today - policy[quantity].hotDays);
  }
  await tiers.cleanUp(now());
}
