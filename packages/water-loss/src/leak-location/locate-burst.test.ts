import { flowM3PerHour } from '../units.ts';
import { signaturesAt } from './leak-signatures.ts';
import { locateBurst, type LocateBurstInput } from './locate-burst.ts';
import { burstDays } from './quiet-days.ts';

const dayMs = 86_400_000;
const sensors = ['a', 'b', 'c', 'd', 'e', 'f'];
const days = 50;
const leakDay = 40;

// A repeatable noise, so that a failure can be seen again.
function noiseOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** Pipe `pN` lies at N on a line of sensors at 0, 4, 8 …; the nearer, the greater the fall. */
const signatures = {
  sensors,
  blocksPerDay: 4,
  candidates: Array.from({ length: 21 }, (_, place) => ({
    id: `p${place}`,
    fallsMPerM3PerHour: Float64Array.from({ length: 4 * 6 }, (_, index) =>
      fallAt(place, index % 6),
    ),
  })),
};

function fallAt(place: number, sensor: number): number {
  return 0.01 / (1 + Math.abs(place - 4 * sensor) / 4);
}

type Leak = { readonly place: number; readonly fromDay: number; readonly sizeM3PerHour: number };

/** Half-hourly pressures that follow a common demand, each sensor in its own measure, and leaks. */
function pressuresOf(leaks: readonly Leak[], seed = 1) {
  const noise = noiseOf(seed);
  const demand = Array.from(
    { length: days * 48 },
    (_, i) => Math.sin((2 * Math.PI * i) / 48) + noise(),
  );
  return sensors.map((sensor, index) => ({
    sensor,
    pressuresM: Float64Array.from(demand, (value, i) => {
      const lost = leaks
        .filter(({ fromDay }) => i >= fromDay * 48)
        .reduce((sum, leak) => sum + leak.sizeM3PerHour * fallAt(leak.place, index), 0);
      return 40 - (0.5 + 0.1 * index) * value - lost + 0.02 * noise();
    }),
  }));
}

function inputOf(changes: Partial<LocateBurstInput> = {}): LocateBurstInput {
  return {
    signatures,
    startAt: 0,
    intervalSeconds: 1800,
    pressures: pressuresOf([{ place: 9, fromDay: leakDay, sizeM3PerHour: 10 }]),
    burst: {
      startAt: leakDay * dayMs,
      alarmAt: (leakDay + 2) * dayMs,
      sizeM3PerHour: null,
      sizeErrorM3PerHour: null,
    },
    changesAt: [],
    knownUntil: (leakDay + 5) * dayMs,
    ...changes,
  };
}

function located(changes: Partial<LocateBurstInput> = {}) {
  const result = locateBurst(inputOf(changes));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const placeOf = (id: string | undefined) => Number(id?.slice(1));

describe('locating a burst', () => {
  it('finds the pipe beneath a demand that moves all pressures fifty times as much', () => {
    const {
      candidates,
      area,
      sensors: used,
      misfit,
      leftOut,
      days: compared,
      ...counts
    } = located();
    expect(Math.abs(placeOf(candidates[0]?.id) - 9)).toBeLessThanOrEqual(1);
    expect(candidates[0]?.sizeM3PerHour).toBeCloseTo(10, 0);
    expect(area.map(({ id }) => id)).toContain('p9');
    expect(area.length).toBeLessThan(8);
    expect(used).toEqual(sensors);
    expect(misfit).toBeLessThan(3);
    expect(leftOut).toEqual([]);
    expect(compared.reference).toEqual({ fromDay: 26, toDay: 40 });
    expect(compared.burst).toEqual({ fromDay: 40, toDay: 45 });
    expect(counts).toEqual({ referenceDays: 14, burstDays: 5 });
  });

  it('looks at nothing that is not yet known', () => {
    const pressures = inputOf().pressures.map(({ sensor, pressuresM }) => ({
      sensor,
      pressuresM: Array.from(pressuresM, (value, i) => (i < (leakDay + 5) * 48 ? value : 0)),
    }));
    expect(located({ pressures })).toEqual(located());
  });

  it('leaves a sensor without readings out and says so', () => {
    const dead = inputOf().pressures.map(({ sensor, pressuresM }) => ({
      sensor,
      pressuresM: Array.from(pressuresM, (value, i) =>
        sensor === 'c' && i >= leakDay * 48 ? null : value,
      ),
    }));
    const withDead = located({ pressures: dead });
    expect(withDead.sensors).toEqual(['a', 'b', 'd', 'e', 'f']);
    expect(Math.abs(placeOf(withDead.candidates[0]?.id) - 9)).toBeLessThanOrEqual(2);
    const without = located({ pressures: dead.filter(({ sensor }) => sensor !== 'c') });
    expect(without.sensors).toEqual(withDead.sensors);
    // The noise of a gap is not that of no sensor at all, but the answer is as good as the same.
    expect(without.candidates[0]?.id).toBe(withDead.candidates[0]?.id);
  });

  it('leaves out sensors that hang or show no pressure, and finds the pipe as without them', () => {
    const broken = inputOf().pressures.map(({ sensor, pressuresM }) => ({
      sensor,
      // One hangs from three days before the burst, another shows the wire's end.
      pressuresM: Array.from(pressuresM, (value, i) => {
        if (sensor === 'b' && i >= (leakDay - 3) * 48) return 39.5;
        return sensor === 'f' ? -99 : value;
      }),
    }));
    const found = located({ pressures: broken });
    expect(found.leftOut).toEqual([
      { sensor: 'b', fault: 'stuck' },
      { sensor: 'f', fault: 'implausible' },
    ]);
    expect(found.sensors).toEqual(['a', 'c', 'd', 'e']);
    const sound = broken.filter(({ sensor }) => sensor !== 'b' && sensor !== 'f');
    const without = located({ pressures: sound });
    expect(found.candidates).toEqual(without.candidates);
    expect(without.leftOut.map(({ fault }) => fault)).toEqual(['missing', 'missing']);
    expect(Math.abs(placeOf(found.candidates[0]?.id) - 9)).toBeLessThanOrEqual(2);
  });

  it('is as sure of itself with silent sensors as with a model that never had them', () => {
    const heard = ['a', 'c', 'e'];
    const pressures = inputOf().pressures.filter(({ sensor }) => heard.includes(sensor));
    const { leftOut, ...found } = located({ pressures });
    expect(leftOut.map(({ sensor }) => sensor)).toEqual(['b', 'd', 'f']);
    const smaller = located({ pressures, signatures: signaturesAt(signatures, heard) });
    expect(found).toEqual({ ...smaller, leftOut: undefined });
  });

  it('keeps a sensor that hung for a night, without that night', () => {
    const pressures = inputOf().pressures.map(({ sensor, pressuresM }) => ({
      sensor,
      pressuresM: Array.from(pressuresM, (value, i) =>
        sensor === 'c' && i >= 30 * 48 && i < 30 * 48 + 30 ? 80 : value,
      ),
    }));
    const found = located({ pressures });
    expect(found.sensors).toEqual(sensors);
    const silent = pressures.map(({ sensor, pressuresM }) => ({
      sensor,
      pressuresM: pressuresM.map((value) => (value === 80 ? null : value)),
    }));
    expect(found).toEqual(located({ pressures: silent }));
  });

  it('measures a leak that has grown by the days since it has its size', () => {
    const early = { place: 9, fromDay: 34, sizeM3PerHour: 3 };
    const late = { place: 9, fromDay: leakDay, sizeM3PerHour: 9 };
    const grown = {
      pressures: pressuresOf([early, late]),
      burst: {
        ...inputOf().burst,
        startAt: 34 * dayMs,
        measureFrom: leakDay * dayMs,
      },
    };
    const found = located(grown);
    expect(found.days.reference).toEqual({ fromDay: 20, toDay: 34 });
    expect(found.days.burst).toEqual({ fromDay: 40, toDay: 45 });
    expect(found.candidates[0]?.sizeM3PerHour).toBeCloseTo(12, 0);
    expect(Math.abs(placeOf(found.candidates[0]?.id) - 9)).toBeLessThanOrEqual(1);
  });

  it('goes on through gaps in the readings', () => {
    const pressures = inputOf().pressures.map(({ sensor, pressuresM }) => ({
      sensor,
      pressuresM: Array.from(pressuresM, (value, i) => (i % 7 < 3 ? null : value)),
    }));
    expect(Math.abs(placeOf(located({ pressures }).candidates[0]?.id) - 9)).toBeLessThanOrEqual(2);
  });

  it('does not take an earlier burst for part of the usual day', () => {
    const pressures = pressuresOf([
      { place: 18, fromDay: 33, sizeM3PerHour: 20 },
      { place: 9, fromDay: leakDay, sizeM3PerHour: 10 },
    ]);
    const aware = located({ pressures, changesAt: [33 * dayMs] });
    expect(aware.referenceDays).toBe(6);
    expect(Math.abs(placeOf(aware.candidates[0]?.id) - 9)).toBeLessThanOrEqual(1);
  });

  it('holds the size near what the inflow told', () => {
    const burst = { ...inputOf().burst, sizeM3PerHour: null, sizeErrorM3PerHour: null };
    const free = located({ burst }).candidates.find(({ id }) => id === 'p0')?.sizeM3PerHour ?? 0;
    const told = { ...inputOf().burst, ...sizeOf(10, 0.1) };
    const held = located({ burst: told }).candidates.find(({ id }) => id === 'p0')?.sizeM3PerHour;
    expect(Math.abs((held ?? 0) - 10)).toBeLessThan(Math.abs(free - 10));
  });

  it.each([
    ['no quiet day before the burst', { changesAt: [39 * dayMs] }, 'NoQuietDays'],
    ['a burst on the first day', { burst: burstOn(0) }, 'NoQuietDays'],
    ['no day since the burst', { knownUntil: leakDay * dayMs + 1 }, 'NoReadingsYet'],
    ['two sensors', { pressures: inputOf().pressures.slice(0, 2) }, 'TooFewSensors'],
    ['sensors of other names', { pressures: [] }, 'TooFewSensors'],
    ['an uneven interval', { intervalSeconds: 2500 }, 'UnevenInterval'],
    ['uneven blocks', { signatures: { ...signatures, blocksPerDay: 5 } }, 'UnevenInterval'],
    ['no candidate', { signatures: { ...signatures, candidates: [] } }, 'NoCandidates'],
  ] as const)('refuses %s', (_name, changes, kind) => {
    const result = locateBurst(inputOf(changes));
    expect(result.ok ? null : result.error.kind).toBe(kind);
    expect(result.ok ? '' : result.error.message).not.toBe('');
  });
});

describe('the days of a burst', () => {
  it('leave out the day of every change and end at the next one', () => {
    const changes = [31.5, 20, 44.1].map((day) => day * dayMs);
    const { reference, noise, burst } = burstDays(
      0,
      { startAt: 40.3 * dayMs, alarmAt: 42 * dayMs },
      changes,
      60 * dayMs,
    );
    expect(reference).toEqual({ fromDay: 32, toDay: 40 });
    expect(noise).toEqual([
      { fromDay: 0, toDay: 20 },
      { fromDay: 21, toDay: 31 },
      { fromDay: 32, toDay: 40 },
    ]);
    expect(burst).toEqual({ fromDay: 41, toDay: 44 });
  });
});

function sizeOf(sizeM3PerHour: number, sizeErrorM3PerHour: number) {
  return {
    sizeM3PerHour: flowM3PerHour(sizeM3PerHour),
    sizeErrorM3PerHour: flowM3PerHour(sizeErrorM3PerHour),
  };
}

function burstOn(day: number): LocateBurstInput['burst'] {
  return { ...inputOf().burst, startAt: day * dayMs, alarmAt: (day + 1) * dayMs };
}
