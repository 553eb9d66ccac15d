type Progress = {
  readonly phase: string;
  readonly bytesRead: number;
  readonly rowCount: number;
};

const barWidth = 20;

/** Words for how far a file is: a bar, its share, rows, rows a second and the time that is left. */
export function createProgressLine(
  sizeBytes: number,
  nowMs: () => number,
): (progress: Progress) => string {
  let first: { phase: string; atMs: number; share: number; rowCount: number } | null = null;
  return ({ phase, bytesRead, rowCount }) => {
    const share = sizeBytes === 0 ? 1 : Math.min(1, bytesRead / sizeBytes);
    const atMs = nowMs();
    // Measured from the first report: what came before it may have been passed over.
    if (first?.phase !== phase) first = { phase, atMs, share, rowCount };
    const filled = Math.floor(share * barWidth);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    const percent = `${Math.floor(100 * share)} %`;
    const line = `${phase} ${bar} ${percent}, ${rowCount.toLocaleString('en')} readings`;
    const seconds = (atMs - first.atMs) / 1000;
    const gained = share - first.share;
    if (seconds <= 0 || gained <= 0) return line;
    const rate = Math.round((rowCount - first.rowCount) / seconds).toLocaleString('en');
    return `${line}, ${rate}/s, ${clock((seconds * (1 - share)) / gained)} left`;
  };
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}
