import { outboxLines, outboxProblems } from './doctor-outbox.ts';

const now = new Date('2026-06-20T10:30:00Z');
const sound = {
  waitingCount: 0,
  waitingSince: null,
  overdueCount: 0,
  keptDays: 7,
  byteCount: 2_340_000,
};

describe('what doctor tells of the outbox', () => {
  it('is what it takes, and that nothing is wrong', () => {
    expect(outboxLines(sound, now)).toEqual([
      '  – 2.3 MB; what was delivered is kept for 7 days',
      '  ✔ what happened is delivered, and what was delivered is deleted in time',
    ]);
  });

  it('names what waits for longer than a relay takes, and the way out', () => {
    const waiting = (since: string) =>
      outboxProblems({ ...sound, waitingCount: 2, waitingSince: new Date(since) }, now);
    expect(waiting('2026-06-20T10:20:00Z')).toEqual([]);
    expect(waiting('2026-06-20T10:01:30Z')).toEqual([
      '2 messages of the outbox not delivered, the first since 2026-06-20 10:01 UTC. Nothing is lost, but ' +
        'the table grows: see that MongoDB answers, and that `waris up` or `waris serve identity` runs.',
    ]);
  });

  it('names what should have been deleted', () => {
    expect(outboxProblems({ ...sound, overdueCount: 1, keptDays: 1 }, now)).toEqual([
      '1 message of the outbox should be gone: delivered more than 1 day ago. ' +
        'See that `waris up` or `waris serve identity` runs: it deletes them each hour.',
    ]);
  });
});
