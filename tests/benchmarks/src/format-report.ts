import type { BenchmarkReport, BenchmarkTable, Cell } from './benchmark.ts';

/** The report as text: aligned tables, then figures, then notes. */
export function formatReport({ tables, figures, notes }: BenchmarkReport): string {
  const figureLines = Object.entries(figures).map(
    ([name, value]) => `  ${name}: ${value === null ? '–' : formatNumber(value)}`,
  );
  return [
    ...tables.map(formatTable),
    figureLines.join('\n'),
    notes.map((note) => `  ${note}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function formatTable({ title, columns, rows }: BenchmarkTable): string {
  const cells = [columns, ...rows.map((row) => row.map(formatCell))];
  const widths = columns.map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return [title, ...lines].join('\n');
}

function formatCell(cell: Cell): string {
  if (cell === null) return '–';
  return typeof cell === 'string' ? cell : formatNumber(cell);
}

function formatNumber(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Math.abs(value) >= 1_000
    ? Math.round(value).toLocaleString('en')
    : value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
