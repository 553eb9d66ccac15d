import { detectBursts } from '@waris/water-loss';

const samplesOfAYear = 365 * 96;

export type Speed = {
  readonly dmas: number;
  readonly wallSeconds: number;
  /** What it would take with a core of its own; other work on the machine does not count. */
  readonly cpuSeconds: number;
};

/** A year at 15 minutes of `dmas` made-up DMAs, one after the other on one thread. */
export function measureSpeed(dmas: number): Speed {
  const columns = Array.from({ length: dmas }, (_, index) => makeYear(index));
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (const netInflowM3PerHour of columns) {
    detectBursts({ startAt: 0, intervalSeconds: 900, netInflowM3PerHour });
  }
  const { user, system } = process.cpuUsage(cpu);
  return {
    dmas,
    wallSeconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
  };
}

// Pattern, season and noise, with a step in the middle, so that every part has work to do.
function makeYear(seed: number): Float64Array {
  let state = seed + 1;
  const flows = new Float64Array(samplesOfAYear);
  for (let i = 0; i < samplesOfAYear; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const hour = (i % 96) / 4;
    const season = 1 + 0.1 * Math.sin((2 * Math.PI * i) / samplesOfAYear);
    const demand = 100 * season * (1 + 0.5 * Math.sin(((hour - 8) * Math.PI) / 12));
    flows[i] = demand + 16 * (state / 2 ** 32 - 0.5) + (i > samplesOfAYear / 2 ? 15 : 0);
  }
  return flows;
}
