import { createAttemptCounter } from './attempt-counter.ts';

const at = (seconds: number) => Date.UTC(2026, 0, 1) + seconds * 1000;
const account = [{ key: 'account', attempts: 3 }];

describe('the attempts of a process', () => {
  it('lets the stated number through, then tells how long to wait', () => {
    const counter = createAttemptCounter();
    expect([1, 2, 3].map((second) => counter.take(account, at(second)))).toEqual([
      null,
      null,
      null,
    ]);
    expect(counter.take(account, at(21))).toBe(40);
  });

  it('is not lengthened by attempts that are refused', () => {
    const counter = createAttemptCounter();
    for (let second = 0; second < 60; second += 1) counter.take(account, at(second));
    expect(counter.take(account, at(60))).toBeNull();
  });

  it('counts nothing when one of several keys has none left', () => {
    const counter = createAttemptCounter();
    const address = { key: 'address', attempts: 1 };
    expect(counter.take([...account, address], at(0))).toBeNull();
    for (let tries = 0; tries < 9; tries += 1) {
      expect(counter.take([...account, address], at(1))).toBe(59);
    }
    expect(counter.take(account, at(2))).toBeNull();
    expect(counter.take(account, at(2))).toBeNull();
    expect(counter.take(account, at(2))).not.toBeNull();
  });

  it('does not count what was given back', () => {
    const counter = createAttemptCounter();
    for (let tries = 0; tries < 20; tries += 1) {
      expect(counter.take(account, at(0))).toBeNull();
      counter.giveBack(account);
    }
  });

  it('keeps keys apart', () => {
    const counter = createAttemptCounter();
    for (let tries = 0; tries < 4; tries += 1) counter.take(account, at(0));
    expect(counter.take([{ key: 'another', attempts: 3 }], at(0))).toBeNull();
  });
});
