import { priorities, type EventDraft, type Priority } from './event.ts';

/** The utility's procedure calls a leak above 5,000 L/h big; four times that is a burst main. */
const sizes: readonly (readonly [leastM3PerHour: number, Priority])[] = [
  [20, 'critical'],
  [5, 'high'],
  [1, 'medium'],
];

/** Hours within which the utility's procedure wants a repair. */
const repairHours: Readonly<Record<Priority, number>> = {
  critical: 2,
  high: 6,
  medium: 72,
  low: 168,
};

/** By size, one step lower where it is as likely as not; by what is at stake for the other kinds. */
export function priorityOf({ kind, sizeM3PerHour, confidence, details }: EventDraft): Priority {
  switch (kind) {
    case 'burst': {
      const bySize = sizePriority(sizeM3PerHour);
      return confidence < 0.5 ? lower(bySize) : bySize;
    }
    case 'night-flow excess': {
      const ratio = details.ratio ?? 1.2;
      if (ratio >= 2) return 'high';
      return ratio >= 1.5 ? 'medium' : 'low';
    }
    case 'meter fault':
    case 'pressure anomaly':
      return 'medium';
    case 'missing data':
    case 'forecast miss':
      return 'low';
  }
}

// A leak that only pressures show has no size yet.
function sizePriority(sizeM3PerHour: number | null): Priority {
  if (sizeM3PerHour === null) return 'medium';
  return sizes.find(([least]) => sizeM3PerHour >= least)?.[1] ?? 'low';
}

function lower(priority: Priority): Priority {
  return priorities[Math.max(0, priorities.indexOf(priority) - 1)] ?? 'low';
}

export function repairTargetHours(priority: Priority): number {
  return repairHours[priority];
}
