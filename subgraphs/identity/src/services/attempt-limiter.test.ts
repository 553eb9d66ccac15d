import { openAttemptLimiter } from './attempt-limiter.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const account = [{ key: 'account', attempts: 3 }];

describe('the limit of attempts', () => {
  it('lets the stated number through, then tells how long to wait', () => {
    const limiter = openAttemptLimiter();
    expect([1, 2, 3].map((second) => limiter.take(account, at(second)))).toEqual([
      null,
      null,
      null,
    ]);
    expect(limiter.take(account, at(21))).toBe(40);
  });

  it('is not lengthened by attempts that are refused', () => {
    const limiter = openAttemptLimiter();
    for (let second = 0; second < 60; second += 1) limiter.take(account, at(second));
    expect(limiter.take(account, at(60))).toBeNull();
  });

  it('counts nothing when one of several keys has none left', () => {
    const limiter = openAttemptLimiter();
    const address = { key: 'address', attempts: 1 };
    expect(limiter.take([...account, address], at(0))).toBeNull();
    for (let tries = 0; tries < 9; tries += 1) {
      expect(limiter.take([...account, address], at(1))).toBe(59);
    }
    expect(limiter.take(account, at(2))).toBeNull();
    expect(limiter.take(account, at(2))).toBeNull();
    expect(limiter.take(account, at(2))).not.toBeNull();
  });

  it('does not count what was given back', () => {
    const limiter = openAttemptLimiter();
    for (let tries = 0; tries < 20; tries += 1) {
      expect(limiter.take(account, at(0))).toBeNull();
      limiter.giveBack(account);
    }
  });

  it('keeps keys apart', () => {
    const limiter = openAttemptLimiter();
    for (let tries = 0; tries < 4; tries += 1) limiter.take(account, at(0));
    expect(limiter.take([{ key: 'another', attempts: 3 }], at(0))).toBeNull();
  });
});
