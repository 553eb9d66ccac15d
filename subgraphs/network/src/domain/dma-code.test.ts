import fc from 'fast-check';
import { composeDmaCode, regionCodeOf } from './dma-code.ts';

describe('the code of a DMA', () => {
  it.each([
    ['1', '5531012-01'],
    ['01', '5531012-01'],
    ['12', '5531012-12'],
    ['AB', '5531012-AB'],
    ['5531012-07', '5531012-07'],
    ['5531012-7', '5531012-07'],
  ])('of number %s is %s', (number, code) => {
    expect(composeDmaCode('5531012', number)).toBe(code);
  });

  it('does not change when it is composed again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{1,8}$/), (number) => {
        const code = composeDmaCode('5531012', number);
        expect(composeDmaCode('5531012', code)).toBe(code);
      }),
    );
  });
});

describe('the region of a branch', () => {
  it('is told by the first four digits of its code', () => {
    expect(regionCodeOf('5531012')).toBe('1');
    expect(regionCodeOf('5512001')).toBe('10');
    expect(regionCodeOf('9999999')).toBeNull();
  });
});
