import { lastRegisterOf } from './last-register.ts';

const of = (values: number[], amounts: number[], codes: number[]) =>
  lastRegisterOf({
    at: Float64Array.from(values, (_, index) => 1_000 * index),
    values: Float64Array.from(values),
    amounts: Float64Array.from(amounts),
    codes: Uint8Array.from(codes),
  });

describe('the last register of a day', () => {
  it('is that of the last reading', () => {
    expect(of([100, 103, 107], [NaN, 3, 4], [0, 0, 16])).toEqual({ at: 2_000, registerM3: 107 });
  });

  it('is not that of a bad reading, nor of one that says nothing', () => {
    expect(of([100, 103, NaN, 900], [1, 3, NaN, 1], [0, 0, 0, 3])).toEqual({
      at: 1_000,
      registerM3: 103,
    });
  });

  it('is not known where the last reading told consumption alone', () => {
    expect(of([100, NaN], [NaN, 5], [0, 0])).toEqual({ at: 1_000, registerM3: NaN });
  });

  it('is null without readings', () => {
    expect(of([], [], [])).toBeNull();
  });
});
