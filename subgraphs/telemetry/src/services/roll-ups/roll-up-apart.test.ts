import { PublicError, silentLogger } from '@waris/service-kit';
import fc from 'fast-check';
import type { RollUpStore } from '../../persistence/roll-ups/roll-up-store.ts';
import type { RollUpUnit } from '../../persistence/roll-ups/roll-up-unit.ts';
import { isOutage, rollUpApart } from './roll-up-apart.ts';

/** A store of marks of DMAs; those of `bad` cannot be rolled up. */
function marksOf(ids: readonly number[], bad: readonly number[], msATry: number) {
  let now = 0;
  const left = new Set(ids);
  const rolledUp: number[] = [];
  const aside: number[] = [];
  const store: Pick<RollUpStore, 'transact'> = {
    transact: (work) => {
      const unit = {
        takeMarks: async (asked: readonly number[]) => ({
          ids: asked.filter((id) => left.has(id)),
          meterDays: [],
          dmaDays: [],
        }),
        setAside: async (asked: readonly number[]) => {
          aside.push(...asked);
          return [];
        },
      };
      return work(unit as unknown as RollUpUnit);
    },
  };
  const run = () =>
    rollUpApart(
      { ...store, hasMarks: async () => true },
      silentLogger,
      ids,
      async (_unit, marks) => {
        now += msATry;
        if (marks.ids.some((id) => bad.includes(id))) throw new Error('cannot be read');
        for (const id of marks.ids) left.delete(id);
        rolledUp.push(...marks.ids);
      },
      () => now,
    );
  return { run, rolledUp, aside, elapsedMs: () => now };
}

const hundred = Array.from({ length: 100 }, (_, id) => id);

describe('marks that failed together', () => {
  it('are rolled up but those that fail alone, which are set aside', () =>
    fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(99)), async (bad) => {
        const { run, rolledUp, aside } = marksOf(hundred, bad, 1);
        await run();
        expect(aside).toEqual(bad.toSorted((a, b) => a - b));
        expect(rolledUp).toEqual(hundred.filter((id) => !bad.includes(id)));
      }),
    ));

  it('are all set aside when trying takes longer than a minute', async () => {
    const { run, rolledUp, aside, elapsedMs } = marksOf(hundred, [3, 50], 20_000);
    await run();
    expect(elapsedMs()).toBeLessThanOrEqual(120_000);
    expect([...rolledUp, ...aside].toSorted((a, b) => a - b)).toEqual(hundred);
    expect(aside).toEqual(expect.arrayContaining([3, 50]));
  });
});

describe('a store that cannot', () => {
  const told = (message: string, code?: string) =>
    new PublicError(
      'SERVICE_UNAVAILABLE',
      'Try again.',
      Object.assign(new Error(message), code === undefined ? {} : { code }),
    );

  it('is away, unless half as much may be within its time or memory', () => {
    expect(isOutage(told('connect ECONNREFUSED', 'ECONNREFUSED'))).toBe(true);
    expect(isOutage(told('could not extend file', '53100'))).toBe(true);
    expect(isOutage(told('out of memory', '53200'))).toBe(false);
    expect(isOutage(told('Query read timeout'))).toBe(false);
    expect(isOutage(new Error('division by zero'))).toBe(false);
  });
});
