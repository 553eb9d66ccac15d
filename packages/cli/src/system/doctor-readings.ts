import type { ReadingsReport, TierReport } from '@waris/telemetry';
import { minute } from './minute.ts';

const words = { ROWS: 'rows', PACKED: 'packed', ARCHIVE: 'archive' } as const;

/** Where the readings lie, and what is wrong with them. */
export function readingLines(report: ReadingsReport): readonly string[] {
  const problems = problemsOf(report);
  return [
    ...report.tiers.map(tierLine),
    ...(problems.length === 0
      ? ['  ✔ every day can be rolled up, every file of the archive is there']
      : problems.map((problem) => `  ✖ ${problem}`)),
  ];
}

function tierLine({ tier, byteCount, oldest }: TierReport): string {
  const since = oldest.map(({ quantity, day }) => `${quantity.toLowerCase()} since ${day}`);
  const size = `${(byteCount / 1e6).toFixed(1)} MB`.padStart(12);
  return `  – ${words[tier].padEnd(8)}${size}${since.length === 0 ? '' : `   ${since.join(', ')}`}`;
}

/** One line each: what it is, since when, and what to do. */
export function problemsOf({ setAside, archive }: ReadingsReport): readonly string[] {
  const problems: string[] = [];
  if (setAside !== null) {
    const { count, since, quantity, day, reason, retriedUntil } = setAside;
    problems.push(
      `${days(count)} cannot be rolled up, the first since ${minute(since)} (${quantity.toLowerCase()} of ${day}): ` +
        `${oneLine(reason)}. Put right what this names: they are tried again by ${minute(retriedUntil)}, ` +
        'and at once when they are written to.',
    );
  }
  if (archive.problem !== null) {
    problems.push(`The archive does not answer: ${oneLine(archive.problem)}`);
  }
  if (archive.missingCount > 0) {
    problems.push(
      `${archive.missingCount} of ${archive.fileCount} files are missing from the archive, such as ` +
        `${archive.missing[0] ?? ''}. Put them back from a backup, or set WARIS_ARCHIVE_DIR or ARCHIVE_URL to where they are.`,
    );
  }
  if (archive.damagedCount > 0) {
    problems.push(
      `${archive.damagedCount} of ${archive.fileCount} files of the archive are not as long as they were written, such as ` +
        `${archive.damaged[0] ?? ''}. Put them back from a backup: until then their days can be neither read nor written to.`,
    );
  }
  return problems;
}

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
}
