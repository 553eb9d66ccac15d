// One Ctrl-C arrives twice: from the terminal, and forwarded by the npm in between.
const sameSignalMs = 1_000;

/**
 * Runs `stop` once on the first SIGINT or SIGTERM and then ends the process; a second signal
 * ends it at once. Nothing acknowledged is lost either way.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stoppingSince: number | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince < sameSignalMs) return;
      process.exit(signal === 'SIGINT' ? 130 : 143);
    }
    stoppingSince = performance.now();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
