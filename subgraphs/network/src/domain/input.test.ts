import { z } from 'zod';
import { code, optionalText, parseInput, point, pressureM, text, timeZone } from './input.ts';

function faults(schema: z.ZodType, value: unknown): readonly string[] {
  const parsed = parseInput(z.object({ field: schema }), { field: value });
  return parsed.ok ? [] : parsed.errors.map(({ message }) => message);
}

describe('the fields of an input', () => {
  it('name themselves when they are wrong', () => {
    const parsed = parseInput(z.object({ nameTh: text }), { nameTh: ' ' });
    expect(parsed).toEqual({
      ok: false,
      errors: [{ kind: 'InvalidInput', message: 'nameTh is empty.', path: ['nameTh'] }],
    });
  });

  it('take codes in capitals, Thai letters and their marks included', () => {
    expect(parseInput(z.object({ code }), { code: ' 5531012-ab ' })).toEqual({
      ok: true,
      value: { code: '5531012-AB' },
    });
    expect(faults(code, 'เขต-๑')).toEqual([]);
    for (const wrong of ['', '-a', 'a b', 'a\nb', 'a;drop', 'x'.repeat(51)]) {
      expect(faults(code, wrong)).toHaveLength(1);
    }
  });

  it('take an empty text for one that is not known', () => {
    expect(parseInput(z.object({ a: optionalText }), { a: '' })).toEqual({
      ok: true,
      value: { a: null },
    });
  });

  it('take pressures in metres only: what looks like kPa is refused', () => {
    expect(faults(pressureM, 25)).toEqual([]);
    expect(faults(pressureM, 2_500)).toEqual([
      'field is over 1,000 m: state it in metres of water column.',
    ]);
  });

  it('take time zones by name, not by offset', () => {
    expect(faults(timeZone, 'Asia/Bangkok')).toEqual([]);
    expect(faults(timeZone, '+07:00')).toHaveLength(1);
    expect(faults(timeZone, 'Asia/Nowhere')).toHaveLength(1);
  });

  it('take points with the rule they break', () => {
    expect(faults(point, { type: 'Point', coordinates: [100.5, 13.7] })).toEqual([]);
    expect(faults(point, { type: 'Point', coordinates: [13.7, 100.5] })[0]).toMatch(/swapped/);
    expect(faults(point, 'POINT(1 2)')).toEqual(['field is no geometry.']);
  });
});
