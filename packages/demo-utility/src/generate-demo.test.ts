import { createHash } from 'node:crypto';
import type { DemoSensor, DemoUtility } from './demo-utility.ts';
import { generateDemo } from './generate-demo.ts';
import { correlation, mean, nights } from './testing/statistics.testkit.ts';

const endAt = new Date('2026-11-21T17:00:00Z');

/** What the meters say went into a DMA: in, less out, less the rise of its tank. NaN in gaps. */
function meteredNetInflow(demo: DemoUtility, dmaCode: string): Float64Array {
  const level = demo.levelSensors.find((sensor) => sensor.feedsDma === dmaCode);
  const tank = demo.tanks.find((candidate) => candidate.dmaCode === dmaCode);
  return new Float64Array(demo.steps).map((_, step) => {
    const rise = level === undefined ? 0 : at(level, step + 1) - at(level, step);
    const signed = demo.flowMeters.map(
      (meter) =>
        (Number(meter.feedsDma === dmaCode) - Number(meter.drawsFromDma === dmaCode)) *
        (meter.feedsDma === dmaCode || meter.drawsFromDma === dmaCode ? at(meter, step) : 0),
    );
    return signed.reduce((sum, flow) => sum + flow, 0) - rise * (tank?.surfaceM2 ?? 0) * 4;
  });
}

function at(sensor: DemoSensor, step: number): number {
  return sensor.values[step] ?? Number.NaN;
}

function fingerprint(demo: DemoUtility): string {
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify(demo, (_key, value: unknown) =>
      value instanceof Float64Array
        ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
        : value,
    ),
  );
  return hash.digest('hex');
}

describe('the demo utility', () => {
  let demo: DemoUtility;
  let userSeconds: number;

  beforeAll(async () => {
    const before = process.cpuUsage();
    demo = await generateDemo({ seed: 1, endAt });
    userSeconds = process.cpuUsage(before).user / 1e6;
  }, 120_000);

  it('takes no more than 20 seconds of processor time', () => {
    expect(userSeconds).toBeLessThan(20);
  });

  it('has columns of one length for 90 days', () => {
    const columns = [...demo.flowMeters, ...demo.pressureSensors, ...demo.levelSensors];
    expect(demo.steps).toBe(8640);
    expect(columns.every(({ values }) => values.length === demo.steps)).toBe(true);
    expect(demo.startAt.toISOString()).toBe('2026-08-23T17:00:00.000Z');
  });

  it('delivers in each DMA what is drawn and lost there', () => {
    for (const dma of demo.truth.dmas) {
      const unexplained = dma.netInflowM3PerHour.map(
        (inflow, step) =>
          inflow -
          (dma.meteredConsumptionM3PerHour[step] ?? 0) -
          (dma.unbilledUnmeteredM3PerHour[step] ?? 0) -
          (dma.unauthorisedM3PerHour[step] ?? 0) -
          (dma.leakageM3PerHour[step] ?? 0),
      );
      // The last step has no rise of the tank to go by.
      const worst = Math.max(...unexplained.subarray(0, -1).map(Math.abs));
      expect(worst).toBeLessThan(0.3);
      expect(mean([...unexplained.subarray(0, -1)])).toBeCloseTo(0, 1);
    }
  });

  it('shows on its meters what went in, but for noise and failures', () => {
    for (const { dmaCode, netInflowM3PerHour } of demo.truth.dmas) {
      const metered = meteredNetInflow(demo, dmaCode);
      const seen = [...metered.keys()].filter((step) => !Number.isNaN(metered[step]));
      const total = (column: Float64Array): number => mean(seen.map((step) => column[step] ?? 0));
      expect(seen.length).toBeGreaterThan(0.9 * demo.steps);
      expect(total(metered) / total(netInflowM3PerHour)).toBeGreaterThan(0.985);
      expect(total(metered) / total(netInflowM3PerHour)).toBeLessThan(1.015);
    }
  });

  it('has nights whose flow follows the true leakage', () => {
    for (const { dmaCode, leakageM3PerHour } of demo.truth.dmas) {
      const flow = nights(meteredNetInflow(demo, dmaCode));
      const leakage = nights(leakageM3PerHour);
      expect(correlation(flow, leakage)).toBeGreaterThan(0.85);
    }
  });

  it('draws 0.5 to 1.5 L per connection and hour at night, leaks left out', () => {
    for (const [index, dma] of demo.dmas.entries()) {
      const used = nights(
        demo.truth.dmas[index]?.meteredConsumptionM3PerHour ?? new Float64Array(),
      );
      const litres = (mean(used) / dma.connections) * 1000;
      expect(litres).toBeGreaterThan(0.5);
      expect(litres).toBeLessThan(1.5);
    }
  });

  it('keeps the truth of eight leaks, some repaired, that add up with the background', () => {
    expect(demo.truth.leaks).toHaveLength(8);
    expect(new Set(demo.truth.leaks.map(({ kind }) => kind))).toEqual(
      new Set(['burst', 'incipient']),
    );
    expect(demo.truth.leaks.filter(({ endAt: end }) => end === null)).toHaveLength(4);
    for (const leak of demo.truth.leaks) {
      const dma = demo.truth.dmas.find(({ dmaCode }) => dmaCode === leak.dmaCode);
      const pipe = demo.pipes.find(({ id }) => id === leak.pipe);
      expect(pipe?.dmaCode).toBe(leak.dmaCode);
      const wrong = leak.flowM3PerHour.filter((flow, step) => {
        const when = demo.startAt.getTime() + step * demo.intervalSeconds * 1000;
        const isOpen =
          when >= leak.startAt.getTime() && when < (leak.endAt ?? demo.endAt).getTime();
        return flow > 0 !== isOpen || flow > (dma?.leakageM3PerHour[step] ?? 0);
      });
      expect(wrong).toHaveLength(0);
    }
  });

  it('reads customer meters that agree with the delivered water, less what they miss', () => {
    const [, second, , last] = demo.registerReadings;
    for (const { dmaCode, meteredConsumptionM3PerHour } of demo.truth.dmas) {
      const stepOf = (when: Date | undefined): number =>
        ((when?.getTime() ?? 0) - demo.startAt.getTime()) / (demo.intervalSeconds * 1000);
      const delivered =
        mean([
          ...meteredConsumptionM3PerHour.subarray(stepOf(second?.readAt), stepOf(last?.readAt)),
        ]) *
        ((stepOf(last?.readAt) - stepOf(second?.readAt)) / 4);
      const used = demo.customerMeters.map((meter, index) =>
        meter.dmaCode === dmaCode
          ? (last?.registersM3[index] ?? 0) - (second?.registersM3[index] ?? 0)
          : 0,
      );
      const registered = used.reduce((sum, volume) => sum + volume, 0);
      expect(Math.min(...used)).toBeGreaterThanOrEqual(0);
      expect(registered / delivered).toBeGreaterThan(0.9);
      expect(registered / delivered).toBeLessThan(0.98);
    }
  });

  it('has gaps in communication and one meter that hangs', () => {
    const gaps = demo.flowMeters.map(({ values }) => values.filter((value) => Number.isNaN(value)));
    expect(gaps.every((gap) => gap.length > 0 && gap.length < 200)).toBe(true);
    const longestRun = demo.flowMeters.map(({ values }) => {
      let run = 0;
      return values.reduce((longest, value, step) => {
        run = value > 1 && value === values[step - 1] ? run + 1 : 0;
        return Math.max(longest, run);
      }, 0);
    });
    expect(longestRun.filter((run) => run >= 30)).toHaveLength(1);
  });

  it('has DMAs at 15 to 30 m of mean pressure', () => {
    for (const dma of demo.dmas) {
      expect(dma.averagePressureM).toBeGreaterThan(15);
      expect(dma.averagePressureM).toBeLessThan(30);
    }
  });
});

describe('the seed of the demo', () => {
  it('decides everything: the same seed and end give the same bits, another seed does not', async () => {
    const [first, again, other] = [
      fingerprint(await generateDemo({ seed: 5, endAt, days: 10 })),
      fingerprint(await generateDemo({ seed: 5, endAt, days: 10 })),
      fingerprint(await generateDemo({ seed: 6, endAt, days: 10 })),
    ];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  }, 60_000);
});
