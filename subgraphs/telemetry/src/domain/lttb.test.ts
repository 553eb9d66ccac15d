import fc from 'fast-check';
import { sampledPlaces } from './lttb.ts';

const instants = (length: number) => Float64Array.from({ length }, (_, n) => n * 900_000);
const columns = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
    fc.constant(NaN),
  ),
  { maxLength: 400 },
);

describe('sampledPlaces', () => {
  it('shows all points of a series that is short enough', () => {
    expect(Array.from(sampledPlaces(instants(0), new Float64Array(), 4))).toEqual([]);
    expect(Array.from(sampledPlaces(instants(1), Float64Array.of(NaN), 4))).toEqual([0]);
    expect(Array.from(sampledPlaces(instants(4), Float64Array.of(1, 2, NaN, 3), 4))).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it('keeps the corners of a line and drops what lies on it', () => {
    const values = Float64Array.from({ length: 101 }, (_, n) => (n < 50 ? 0 : n < 60 ? 10 : 0));
    const places = Array.from(sampledPlaces(instants(101), values, 12));
    expect(places).toHaveLength(12);
    expect(places.map((place) => values[place])).toContain(10);
    expect(places).toContain(0);
    expect(places).toContain(100);
  });

  it('keeps both ends, both extremes, the count and the order of any series', () => {
    fc.assert(
      fc.property(columns, fc.integer({ min: 4, max: 100 }), (list, count) => {
        const values = Float64Array.from(list);
        const places = Array.from(sampledPlaces(instants(values.length), values, count));
        expect(places.length).toBeLessThanOrEqual(count);
        expect(places).toEqual(Array.from(new Set(places)).toSorted((a, b) => a - b));
        const present = list.filter((value) => !Number.isNaN(value));
        if (present.length === 0) return;
        const kept = places.flatMap((place) =>
          Number.isNaN(values[place]) ? [] : [values[place]],
        );
        expect(kept).toContain(Math.min(...present));
        expect(kept).toContain(Math.max(...present));
        expect(places).toContain(list.findIndex((value) => !Number.isNaN(value)));
        expect(places).toContain(list.findLastIndex((value) => !Number.isNaN(value)));
        // Of more than are shown, no fewer than two less are: the extremes may take their places.
        const gaps = places.length - kept.length;
        if (present.length >= count - gaps) expect(places.length).toBeGreaterThanOrEqual(count - 2);
      }),
    );
  });

  it('leaves a long gap visible', () => {
    const values = Float64Array.from({ length: 1000 }, (_, n) =>
      n >= 400 && n < 600 ? Number.NaN : Math.sin(n / 10),
    );
    expect(Array.from(sampledPlaces(instants(1000), values, 50))).toContain(400);
  });
});
