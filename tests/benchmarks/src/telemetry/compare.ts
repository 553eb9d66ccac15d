/** What one of ours and one of bare SQL's take, in milliseconds. */
export type Comparison = {
  readonly name: string;
  readonly oursMs: number;
  readonly bareMs: number;
  readonly oursCpuMs: number;
  readonly bareCpuMs: number;
};

type Measured = { readonly ms: number; readonly cpuMs: number };

/** Takes turns, so that what else the machine does falls on both. Medians. */
export async function compare(options: {
  readonly name: string;
  readonly times: number;
  ours(): Promise<unknown>;
  bare(): Promise<unknown>;
}): Promise<Comparison> {
  const { name, times, ours, bare } = options;
  // Plans, caches and compiled code of both.
  await ours();
  await bare();
  const turns = [];
  for (let turn = 0; turn < times; turn += 1) {
    turns.push({ ours: await measure(ours), bare: await measure(bare) });
  }
  return {
    name,
    oursMs: median(turns.map((turn) => turn.ours.ms)),
    bareMs: median(turns.map((turn) => turn.bare.ms)),
    oursCpuMs: median(turns.map((turn) => turn.ours.cpuMs)),
    bareCpuMs: median(turns.map((turn) => turn.bare.cpuMs)),
  };
}

async function measure(work: () => Promise<unknown>): Promise<Measured> {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
