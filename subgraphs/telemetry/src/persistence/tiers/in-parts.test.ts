import fc from 'fast-check';
import { moveInParts } from './in-parts.ts';

const days = (count: number) =>
  Array.from({ length: count }, (_, day) => ({ meterId: 'a meter', day }));

describe('moving days in parts', () => {
  it('moves every day once but those that cannot be moved', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 200 }),
        fc.uniqueArray(fc.nat(199), { maxLength: 3 }),
        async (count, bad) => {
          const moved: number[] = [];
          const { readings, failures } = await moveInParts(days(count), async (part) => {
            if (part.some(({ day }) => bad.includes(day))) throw new Error('bad');
            moved.push(...part.map(({ day }) => day));
            return part.length;
          });
          const expected = days(count).map(({ day }) => day);
          expect(moved).toEqual(expected.filter((day) => !bad.includes(day)));
          expect(readings).toBe(moved.length);
          expect(failures.map(({ day }) => day.day)).toEqual(
            expected.filter((day) => bad.includes(day)),
          );
        },
      ),
    ));

  it('gives up soon when no day can be moved', async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      throw new Error('no space left on the disk');
    };
    await expect(moveInParts(days(1_000), work)).rejects.toThrow('no space left');
    expect(tries).toBeLessThan(20);
  });
});
