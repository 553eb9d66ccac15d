/** Writes a measured figure into the test's output, pass or fail. */
export function note(text: string): void {
  process.stderr.write(`    ${text}\n`);
}

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
