import { problemsOf, readingLines } from './doctor-readings.ts';

const sound = {
  tiers: [
    {
      tier: 'ROWS' as const,
      byteCount: 1_234_567,
      oldest: [{ quantity: 'FLOW' as const, day: '2026-06-13' }],
    },
    { tier: 'PACKED' as const, byteCount: 0, oldest: [] },
  ],
  setAside: null,
  archive: {
    fileCount: 3,
    missing: [],
    missingCount: 0,
    damaged: [],
    damagedCount: 0,
    problem: null,
  },
};

describe('what doctor tells of readings', () => {
  it('is where they lie, and that nothing is wrong', () => {
    expect(readingLines(sound)).toEqual([
      '  – rows          1.2 MB   flow since 2026-06-13',
      '  – packed        0.0 MB',
      '  ✔ every day can be rolled up, every file of the archive is there',
    ]);
  });

  it('names the first day that cannot be rolled up, the reason and the way out', () => {
    const setAside = {
      count: 2,
      since: new Date('2026-06-20T10:01:30Z'),
      quantity: 'FLOW' as const,
      day: '2026-05-11',
      reason: 'No such file:\n  flow.parquet.',
      retriedUntil: new Date('2026-06-20T11:05:00Z'),
    };
    expect(problemsOf({ ...sound, setAside })).toEqual([
      '2 days cannot be rolled up, the first since 2026-06-20 10:01 UTC (flow of 2026-05-11): No such file: flow.parquet. ' +
        'Put right what this names: they are tried again by 2026-06-20 11:05 UTC, and at once when they are written to.',
    ]);
  });

  it('names a file that the archive has not, and an archive that is away', () => {
    const archive = { ...sound.archive, missing: ['flow/a.parquet'], missingCount: 1 };
    expect(problemsOf({ ...sound, archive })).toEqual([
      expect.stringContaining('1 of 3 files are missing from the archive, such as flow/a.parquet.'),
    ]);
    const damaged = { ...sound.archive, damaged: ['flow/b.parquet'], damagedCount: 1 };
    expect(problemsOf({ ...sound, archive: damaged })).toEqual([
      expect.stringMatching(/^1 of 3 files .* not as long as .* flow\/b\.parquet\. Put them back/),
    ]);
    const away = { ...sound.archive, problem: 'The archive answers GET with 403: no.' };
    expect(problemsOf({ ...sound, archive: away })).toEqual([
      'The archive does not answer: The archive answers GET with 403: no',
    ]);
  });
});
