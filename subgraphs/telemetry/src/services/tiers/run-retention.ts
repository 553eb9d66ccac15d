import type { ReadingQuantity } from '../../domain/quantity.ts';
import { allQuantities } from '../../domain/tiers/day-readings.ts';
import { planRetention, type RetentionStep } from '../../domain/tiers/plan-retention.ts';
import type { RetentionPolicy } from '../../domain/tiers/retention-policy.ts';
import type { Moved, TierStore } from '../../persistence/tiers/tier-store.ts';
import { createFailures, type Failures, type RetentionSummary } from './failures.ts';

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

/**
 * Moves and drops what is due, some at a time; null when another process is at it. What fails keeps
 * nothing else from being moved, and is thrown in the end (RetentionError).
 */
export async function runRetention(
  context: RetentionContext,
  options: RetentionOptions = {},
): Promise<RetentionSummary | null> {
  return context.withLock('retention', async () => {
    const { tiers, policy, now } = context;
    const failures = createFailures();
    const run: Run = { ...context, options, failures, today: Math.floor(now().getTime() / dayMs) };
    await tiers.cleanUp(now());
    const lying = await tiers.months(policy, run.today);
    const moved = { DROP: 0, ARCHIVE: 0, PACK: 0 };
    for (const step of planRetention(policy, lying, run.today, unknownBytes)) {
      if (options.signal?.aborted === true) break;
      await failures.during(nameOf(step), async () => {
        await takeStep(run, step, (readings) => (moved[step.kind] += readings));
      });
    }
    if (options.signal?.aborted !== true) await tidy(run);
    failures.throwIfAny(moved);
    return moved;
  });
}

type Run = RetentionContext & {
  readonly options: RetentionOptions;
  readonly failures: Failures;
  /** Days since 1970. */
  readonly today: number;
};

const nameOf = ({ kind, quantity, fromDay }: RetentionStep) =>
  `${kind.toLowerCase()} ${quantity.toLowerCase()} of ${dateOf(fromDay).slice(0, 7)}`;

async function takeStep(
  run: Run,
  step: RetentionStep,
  moved: (readings: number) => void,
): Promise<void> {
  const { tiers, policy, now, today } = run;
  const { quantity, kind, fromDay, endDay } = step;
  const oldestDay = today - policy[quantity].totalDays;
  const request = { quantity, fromDay, endDay, newestBeforeDay: oldestDay };
  let readingsOfStep = 0;
  const report = (readings: number) => {
    if (readings === 0) return;
    moved(readings);
    readingsOfStep += readings;
    run.options.onProgress?.({ kind, quantity, fromDay, readings: readingsOfStep });
  };
  const turns = (turn: (after: Moved['next']) => Promise<Moved>) =>
    repeat(turn, run, nameOf(step), report);
  switch (kind) {
    case 'PACK':
      return turns((after) => tiers.pack({ ...request, after }));
    case 'ARCHIVE':
      await turns((after) => tiers.archive({ ...request, after }, 'PACKED', now()));
      return turns((after) => tiers.archive({ ...request, after }, 'ROWS', now()));
    case 'DROP':
      // The files of a plan may have been made one since: what is old is asked for anew.
      for (;;) {
        const readings = await tiers.dropOne(quantity, new Date(oldestDay * dayMs));
        if (readings === 0) return;
        report(readings);
      }
  }
}

/** Turns until the month is through; a turn may move nothing and still lead on. */
async function repeat(
  turn: (after: Moved['next']) => Promise<Moved>,
  { options, failures }: Run,
  name: string,
  report: (readings: number) => void,
): Promise<void> {
  let after: Moved['next'] = null;
  do {
    const { readings, next, failures: failed } = await turn(after);
    report(readings);
    for (const { day, reason } of failed) {
      failures.add(`${name}, meter ${day.meterId} on ${dateOf(day.day)}`, new Error(reason));
    }
    after = next;
  } while (after !== null && options.signal?.aborted !== true);
}

async function tidy({ tiers, policy, now, today, failures }: Run): Promise<void> {
  for (const quantity of allQuantities) {
    for (const month of await tiers.crowdedMonths(quantity)) {
      const name = `making one file of ${quantity.toLowerCase()} of ${dateOf(month).slice(0, 7)}`;
      await failures.during(name, async () => {
        while (await tiers.compact(quantity, month, now()));
      });
    }
    await tiers.dropEmptyPartitions(quantity, today - policy[quantity].hotDays);
  }
  const oldestRegister = new Date((today - policy.REGISTER.totalDays) * dayMs);
  while (await tiers.dropDerivedFlows(oldestRegister));
  await tiers.cleanUp(now());
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
