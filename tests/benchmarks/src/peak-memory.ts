const sampleMs = 50;

/** How far this process's memory rose over what it was, while `work` ran, in MB. */
export async function memoryRiseOf(work: () => Promise<unknown>): Promise<number> {
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, sampleMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return (peak - idle) / 1e6;
}
