import { createProgressLine } from './progress-line.ts';

describe('a line of progress', () => {
  it('tells share, rows, rate and the time that is left', () => {
    let now = 0;
    const lineOf = createProgressLine(1_000, () => now);
    expect(lineOf({ phase: 'storing', bytesRead: 0, rowCount: 0 })).toBe(
      `storing ${'░'.repeat(20)} 0 %, 0 readings`,
    );
    now = 10_000;
    expect(lineOf({ phase: 'storing', bytesRead: 250, rowCount: 50_000 })).toBe(
      `storing ${'█'.repeat(5)}${'░'.repeat(15)} 25 %, 50,000 readings, 5,000/s, 0:30 left`,
    );
  });

  it('begins anew with a phase, and counts from where an import went on', () => {
    let now = 0;
    const lineOf = createProgressLine(1_000, () => now);
    lineOf({ phase: 'checking', bytesRead: 1_000, rowCount: 9 });
    now = 1_000;
    expect(lineOf({ phase: 'storing', bytesRead: 500, rowCount: 1_000 })).not.toContain('/s');
    now = 2_000;
    expect(lineOf({ phase: 'storing', bytesRead: 501, rowCount: 3_000 })).toContain(
      '2,000/s, 8:19 left',
    );
  });

  it('of an empty file is at its end', () => {
    const lineOf = createProgressLine(0, () => 0);
    expect(lineOf({ phase: 'storing', bytesRead: 0, rowCount: 0 })).toContain('100 %');
  });
});
