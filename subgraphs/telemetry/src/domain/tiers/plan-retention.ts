import type { ReadingQuantity } from '../quantity.ts';
import type { RetentionPolicy } from './retention-policy.ts';

export type Tier = 'ROWS' | 'PACKED' | 'ARCHIVE';

/** Readings of days (since 1970, the end not included) in one tier. */
export type Lying = {
  readonly quantity: ReadingQuantity;
  readonly tier: Tier;
  readonly fromDay: number;
  readonly endDay: number;
  /** Day of the newest receipt of a file of the archive; 0 elsewhere. */
  readonly receivedDay: number;
  readonly readings: number;
  readonly bytes: number;
  /** True where the readings were not counted. */
  readonly estimated: boolean;
};

export type RetentionStep = {
  readonly kind: 'DROP' | 'ARCHIVE' | 'PACK';
  readonly quantity: ReadingQuantity;
  readonly fromDay: number;
  readonly endDay: number;
  readonly readings: number;
  /** True where not all of the readings were counted. */
  readonly estimated: boolean;
  readonly bytesNow: number;
  /** As far as can be told before: what a reading takes where it goes. */
  readonly bytesAfter: number;
};

export type TierBytes = { readonly packed: number; readonly archived: number };

const order = { DROP: 0, ARCHIVE: 1, PACK: 2 } as const;

/** What has to be moved or dropped today (a day since 1970), a step for each month. */
export function planRetention(
  policy: RetentionPolicy,
  lying: readonly Lying[],
  today: number,
  bytesPerReading: TierBytes,
): readonly RetentionStep[] {
  const steps = lying.flatMap((span) => stepsOf(policy, span, today, bytesPerReading));
  const groups = Map.groupBy(
    steps,
    ({ kind, quantity, fromDay }) => `${kind}/${quantity}/${monthKey(fromDay)}`,
  );
  return Array.from(groups.values(), merge).toSorted(
    (a, b) => order[a.kind] - order[b.kind] || a.fromDay - b.fromDay,
  );
}

function stepsOf(
  policy: RetentionPolicy,
  span: Lying,
  today: number,
  bytes: TierBytes,
): readonly RetentionStep[] {
  const { quantity, tier, fromDay, endDay } = span;
  const { hotDays, warmDays, totalDays } = policy[quantity];
  const step = (kind: RetentionStep['kind'], from: number, end: number, after: number) => {
    const share = (Math.min(end, endDay) - Math.max(from, fromDay)) / (endDay - fromDay);
    if (share <= 0) return [];
    const readings = Math.round(span.readings * share);
    return [
      {
        kind,
        quantity,
        fromDay: Math.max(from, fromDay),
        endDay: Math.min(end, endDay),
        readings,
        estimated: span.estimated,
        bytesNow: Math.round(span.bytes * share),
        bytesAfter: Math.round(readings * after),
      },
    ];
  };
  const archiveBefore = today - warmDays;
  switch (tier) {
    case 'ROWS':
      return [
        ...step('ARCHIVE', 0, archiveBefore, bytes.archived),
        ...step('PACK', archiveBefore, today - hotDays, bytes.packed),
      ];
    case 'PACKED':
      return step('ARCHIVE', 0, archiveBefore, bytes.archived);
    case 'ARCHIVE': {
      const old = Math.max(endDay, span.receivedDay + 1) <= today - totalDays;
      return old ? step('DROP', fromDay, endDay, 0) : [];
    }
  }
}

function merge(steps: readonly RetentionStep[]): RetentionStep {
  const [first, ...rest] = steps;
  if (first === undefined) throw new Error('A group has a member.');
  return rest.reduce(
    (all, step) => ({
      ...all,
      fromDay: Math.min(all.fromDay, step.fromDay),
      endDay: Math.max(all.endDay, step.endDay),
      readings: all.readings + step.readings,
      estimated: all.estimated || step.estimated,
      bytesNow: all.bytesNow + step.bytesNow,
      bytesAfter: all.bytesAfter + step.bytesAfter,
    }),
    first,
  );
}

function monthKey(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 7);
}
