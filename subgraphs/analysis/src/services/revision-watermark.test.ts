import { makeRevisionWatermark } from './revision-watermark.ts';

const at = (minutes: number) => new Date(minutes * 60_000);

describe('the watermark of revisions', () => {
  it('is none until all was looked through, and then follows ten minutes later', () => {
    const watermark = makeRevisionWatermark();
    expect(watermark.revision()).toBeNull();
    watermark.sawNothingUpTo(50, at(0));
    watermark.sawNothingUpTo(60, at(5));
    // A calculation from before revision 50 may be kept only now.
    expect(watermark.revision()).toBeNull();
    watermark.sawNothingUpTo(70, at(10));
    expect(watermark.revision()).toBe(50);
    watermark.sawNothingUpTo(80, at(15));
    expect(watermark.revision()).toBe(50);
    watermark.sawNothingUpTo(90, at(21));
    expect(watermark.revision()).toBe(70);
  });
});
