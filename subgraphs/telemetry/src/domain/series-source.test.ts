import fc from 'fast-check';
import { gridOf } from './series-grid.ts';
import type { SeriesResolution } from './series-resolution.ts';
import { bucketsToCompute, sourceOfDma, sourceOfMeter, type SourceFacts } from './series-source.ts';

const dayMs = 86_400_000;
const from = Date.parse('2026-03-20T00:00:00Z');
const day = (n: number) => from / dayMs + n;
const days = (first: number, last: number) =>
  new Set(Array.from({ length: last - first + 1 }, (_, n) => day(first + n)));
const grid = (resolution: SeriesResolution, days: number, timeZone = 'Asia/Bangkok') =>
  gridOf({ from: new Date(from), to: new Date(from + days * dayMs) }, resolution, timeZone).edges;
const facts = (more: Partial<SourceFacts>): SourceFacts => ({
  source: 'HOURS',
  pending: new Set(),
  zoneMatches: true,
  doubtful: new Uint8Array(),
  ...more,
});

describe('where a series is read from', () => {
  it.each<[SeriesResolution, string]>([
    ['FIVE_MINUTES', 'READINGS'],
    ['FIFTEEN_MINUTES', 'QUARTERS'],
    ['HOUR', 'HOURS'],
    ['DAY', 'DAYS'],
    ['MONTH', 'DAYS'],
  ])('of a DMA at %s is %s', (resolution, source) => {
    expect(sourceOfDma(resolution)).toBe(source);
  });

  it.each<[SeriesResolution, string, string]>([
    ['FIVE_MINUTES', 'Asia/Bangkok', 'READINGS'],
    ['FIFTEEN_MINUTES', 'Asia/Bangkok', 'QUARTERS'],
    ['HOUR', 'Asia/Kolkata', 'HOURS'],
    ['DAY', 'Asia/Bangkok', 'HOURS'],
    ['DAY', 'Asia/Kolkata', 'QUARTERS'],
    ['DAY', 'Asia/Kathmandu', 'QUARTERS'],
    ['MONTH', 'Europe/Berlin', 'HOURS'],
    ['DAY', 'Australia/Lord_Howe', 'QUARTERS'],
  ])('of a meter at %s in %s is %s', (resolution, zone, source) => {
    expect(sourceOfMeter(resolution, grid(resolution, 60, zone))).toBe(source);
  });
});

describe('bucketsToCompute', () => {
  it.each<[string, SeriesResolution, Partial<SourceFacts>, readonly [number, number][]]>([
    ['nothing when all is rolled up', 'HOUR', {}, []],
    ['all without a roll-up', 'HOUR', { source: 'READINGS' }, [[0, 96]]],
    ['the pending days', 'HOUR', { pending: days(1, 2) }, [[24, 72]]],
    ['days that lie elsewhere not', 'HOUR', { pending: days(8, 9) }, []],
    // In Bangkok a day begins at 17:00Z of the day before.
    ['both local days of a pending day', 'DAY', { source: 'DAYS', pending: days(1, 1) }, [[0, 2]]],
    ['all days of another time zone', 'DAY', { source: 'DAYS', zoneMatches: false }, [[0, 4]]],
    [
      'doubtful buckets, neighbours together',
      'DAY',
      { source: 'DAYS', doubtful: Uint8Array.of(1, 1, 0, 1) },
      [
        [0, 2],
        [3, 4],
      ],
    ],
  ])('has %s', (_name, resolution, more, spans) => {
    expect(
      bucketsToCompute(grid(resolution, 4), facts(more)).map(({ first, end }) => [first, end]),
    ).toEqual(spans);
  });

  it('has no bucket of an empty grid', () => {
    expect(bucketsToCompute(new Float64Array(), facts({ source: 'READINGS' }))).toEqual([]);
  });

  it('takes a bucket exactly when it touches a pending day or is doubtful', () => {
    const zones = fc.constantFrom('Asia/Bangkok', 'Europe/Berlin', 'Asia/Kathmandu');
    const resolutions = fc.constantFrom<SeriesResolution>('FIFTEEN_MINUTES', 'HOUR', 'DAY');
    const offsets = fc.integer({ min: -3, max: 15 });
    fc.assert(
      fc.property(
        zones,
        resolutions,
        offsets,
        offsets,
        fc.array(fc.boolean()),
        (zone, resolution, a, b, doubts) => {
          const edges = grid(resolution, 12, zone);
          const pending = new Set([day(a), day(b)]);
          const doubtful = Uint8Array.from({ length: edges.length }, (_, n) =>
            doubts[n] === true ? 1 : 0,
          );
          const spans = bucketsToCompute(edges, facts({ source: 'DAYS', pending, doubtful }));
          const taken = new Set(
            spans.flatMap(({ first, end }) =>
              Array.from({ length: end - first }, (_, n) => first + n),
            ),
          );
          for (let n = 0; n + 1 < edges.length; n += 1) {
            const [start = 0, end = 0] = edges.subarray(n, n + 2);
            const touches = [...pending].some(
              (one) => start < (one + 1) * dayMs && end > one * dayMs,
            );
            expect(taken.has(n)).toBe(touches || doubtful[n] === 1);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
