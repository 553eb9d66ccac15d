import type { OutboxReport } from '@waris/identity';
import { minute } from './minute.ts';

const minutesOfPatience = 15;

/** What the outbox takes, and what is wrong with it. */
export function outboxLines(report: OutboxReport, now: Date): readonly string[] {
  const problems = outboxProblems(report, now);
  return [
    `  – ${(report.byteCount / 1e6).toFixed(1)} MB; what was delivered is kept for ${days(report.keptDays)}`,
    ...(problems.length === 0
      ? ['  ✔ what happened is delivered, and what was delivered is deleted in time']
      : problems.map((problem) => `  ✖ ${problem}`)),
  ];
}

/** One line each: what grows, since when, and what to do. */
export function outboxProblems(report: OutboxReport, now: Date): readonly string[] {
  const { waitingCount, waitingSince, overdueCount, keptDays } = report;
  const problems: string[] = [];
  if (
    waitingSince !== null &&
    now.getTime() - waitingSince.getTime() > minutesOfPatience * 60_000
  ) {
    problems.push(
      `${messages(waitingCount)} of the outbox not delivered, the first since ${minute(waitingSince)}. ` +
        'Nothing is lost, but the table grows: see that MongoDB answers, and that `waris up` or `waris serve identity` runs.',
    );
  }
  if (overdueCount > 0) {
    problems.push(
      `${messages(overdueCount)} of the outbox should be gone: delivered more than ${days(keptDays)} ago. ` +
        'See that `waris up` or `waris serve identity` runs: it deletes them each hour.',
    );
  }
  return problems;
}

const messages = (count: number) => (count === 1 ? '1 message' : `${count} messages`);
const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);
