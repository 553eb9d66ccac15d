import { distancesAlongPipes } from '@waris/epanet-network/hydraulics';
import { locateBurst, type BurstInput } from '@waris/water-loss';
import type { BenchmarkTable } from '../benchmark.ts';
import type { Model } from './location-world.ts';
import type { DmaPeriod } from './town.ts';

const dayMs = 86_400_000;
const leakCount = 16;
const firstDay = 30;
const daysSeen = 4;

/** Another leak beside the one that is sought, that grows all the time. */
type Background = { readonly growthM3PerHourPerDay: number };

/**
 * Leaks of 4 to 20 m³/h at pipes drawn by lot, put into the leak-free simulation by the true
 * signatures and sought with others: what the place finder was laid out on.
 */
export function madeUpLeakTable(
  { inflow, withPressures }: DmaPeriod,
  truth: Model,
  wrong: { readonly ratio: number; readonly model: Model },
): BenchmarkTable {
  const off = `${100 * wrong.ratio} % off`;
  const cases = [
    { name: 'true', model: truth, growthM3PerHourPerDay: 0 },
    { name: 'true', model: truth, growthM3PerHourPerDay: 0.2 },
    { name: off, model: wrong.model, growthM3PerHourPerDay: 0 },
    { name: off, model: wrong.model, growthM3PerHourPerDay: 0.2 },
  ];
  return {
    title: `${leakCount} made-up leaks in the leak-free simulation, seen for ${daysSeen} days, size not told`,
    columns: ['model', 'another leak grows by m3/h a day', 'within 300 m', 'median m', 'in area'],
    rows: cases.map(({ name, model, growthM3PerHourPerDay }) => {
      const found = seek(withPressures ?? inflow, truth, model, { growthM3PerHourPerDay });
      const distances = found.map(({ distanceM }) => distanceM).toSorted((a, b) => a - b);
      return [
        name,
        growthM3PerHourPerDay,
        distances.filter((distance) => distance <= 300).length,
        distances[Math.floor((distances.length - 1) / 2)] ?? null,
        found.filter(({ isInArea }) => isInArea).length,
      ];
    }),
  };
}

function seek(
  leakFree: BurstInput,
  truth: Model,
  model: Model,
  background: Background,
): readonly { readonly distanceM: number; readonly isInArea: boolean }[] {
  let state = 7;
  const lot = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: leakCount }, () => {
    const pick = () => Math.floor(lot() * truth.signatures.candidates.length);
    const leak = { pipe: pick(), other: pick(), sizeM3PerHour: 4 + 16 * lot() };
    const startAt = leakFree.startAt + (firstDay + Math.floor(24 * lot())) * dayMs;
    const result = locateBurst({
      signatures: model.signatures,
      startAt: leakFree.startAt,
      intervalSeconds: leakFree.intervalSeconds,
      pressures: withLeak(leakFree, truth, { ...leak, ...background, startAt }),
      burst: { startAt, alarmAt: startAt + dayMs, sizeM3PerHour: null, sizeErrorM3PerHour: null },
      changesAt: [],
      knownUntil: startAt + daysSeen * dayMs,
    });
    if (!result.ok) throw new Error(result.error.message);
    const id = truth.signatures.candidates[leak.pipe]?.id ?? '';
    const distanceTo = distancesAlongPipes(truth.network, id);
    return {
      distanceM: distanceTo?.(result.value.candidates[0]?.id ?? '') ?? Number.POSITIVE_INFINITY,
      isInArea: result.value.area.some((candidate) => candidate.id === id),
    };
  });
}

type MadeUpLeak = Background & {
  readonly pipe: number;
  readonly other: number;
  readonly sizeM3PerHour: number;
  readonly startAt: number;
};

function withLeak(
  { pressures = [], startAt, intervalSeconds }: BurstInput,
  { signatures: { sensors, blocksPerDay, candidates } }: Model,
  leak: MadeUpLeak,
) {
  const own = candidates[leak.pipe]?.fallsMPerM3PerHour ?? [];
  const others = candidates[leak.other]?.fallsMPerM3PerHour ?? [];
  const stepMs = intervalSeconds * 1000;
  return pressures.map(({ sensor, pressuresM }) => ({
    sensor,
    pressuresM: Float64Array.from(pressuresM, (pressure, i) => {
      const at = i * stepMs;
      const block = Math.floor(((at % dayMs) / dayMs) * blocksPerDay);
      const place = block * sensors.length + sensors.indexOf(sensor);
      const grown = leak.growthM3PerHourPerDay * (at / dayMs);
      const size = startAt + at < leak.startAt ? 0 : leak.sizeM3PerHour;
      return (pressure ?? Number.NaN) - size * (own[place] ?? 0) - grown * (others[place] ?? 0);
    }),
  }));
}
