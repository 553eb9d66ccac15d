import { addScores, scoreAlarms } from './score-alarms.ts';

const dayMs = 86_400_000;
const leak = (pipe: string, startDay: number, endDay = Infinity) => ({
  pipe,
  startAt: startDay * dayMs,
  endAt: endDay * dayMs,
  type: 'abrupt',
});
const alarmsOn = (...days: readonly number[]) => days.map((day) => day * dayMs);

describe('the score of alarms', () => {
  it('finds a leak within 21 days and before its end, once', () => {
    const score = scoreAlarms([leak('a', 10), leak('b', 40, 45)], alarmsOn(12, 20, 46));
    expect(score).toMatchObject({ found: 1, repeated: 1, falseAlarms: 1, late: 0 });
    expect(score.delays).toEqual([2, null]);
  });

  it('calls an alarm late on a leak that is still open and was never found', () => {
    expect(scoreAlarms([leak('a', 10)], alarmsOn(32))).toMatchObject({ falseAlarms: 1, late: 1 });
  });

  it('adds up over areas, in which no alarm counts for the leak of another', () => {
    const town = scoreAlarms([leak('a', 10), leak('c', 60)], alarmsOn(12, 35));
    const hill = scoreAlarms([leak('b', 29)], alarmsOn(33, 34));
    const both = addScores([town, hill]);
    expect(both).toEqual({
      delays: [2, null, 4],
      found: 2,
      falseAlarms: 1,
      late: 0,
      repeated: 1,
      medianDelayDays: 3,
    });
    expect(addScores([]).medianDelayDays).toBeNull();
  });
});
