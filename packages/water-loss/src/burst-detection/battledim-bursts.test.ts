import { describeWithData, readReferenceRows } from '@waris/testkit/reference-data';
import { createBurstDetector } from './burst-detector.ts';
import { leaksOf } from './burst.testkit.ts';
import { detectBursts } from './detect-bursts.ts';

const flowFile = 'battledim/simulated_leak_free_60d_flows_m3h.csv.gz';
const pressureFile = 'battledim/simulated_leak_free_60d_pressures_m.csv.gz';
const halfYearFile = 'battledim/simulated_2019h1_pressures_m.csv.gz';
const scadaFile = 'battledim/scada_2019h1_flows_m3h.csv.gz';
const dayMs = 86_400_000;

function columnsOf(file: string): ReadonlyMap<string, Float64Array> {
  const rows = readReferenceRows(file);
  const names = Array.from(rows[0]?.keys() ?? []).filter((name) => name !== 'timestamp');
  return new Map(
    names.map((name) => [name, Float64Array.from(rows, (row) => Number(row.get(name)))]),
  );
}

function inflowOf(file: string, every: number): Float64Array {
  const columns = columnsOf(file);
  const [a, b] = [columns.get('p227'), columns.get('p235')];
  return Float64Array.from({ length: Math.floor((a?.length ?? 0) / every) }, (_, index) => {
    let sum = 0;
    for (let i = index * every; i < (index + 1) * every; i += 1) {
      sum += (a?.[i] ?? Number.NaN) + (b?.[i] ?? Number.NaN);
    }
    return sum / every;
  });
}

const sensorsOf = (file: string) =>
  Array.from(columnsOf(file), ([sensor, pressuresM]) => ({ sensor, pressuresM }));

describeWithData(flowFile, 'burst detection on L-TOWN', () => {
  it('raises nothing in 60 simulated days without a leak', () => {
    const events = detectBursts({
      startAt: 0,
      intervalSeconds: 900,
      netInflowM3PerHour: inflowOf(flowFile, 1),
      pressures: sensorsOf(pressureFile),
    });
    expect(events).toEqual([]);
  });

  it('knows at the end of each day what it knows of the whole half-year up to then', () => {
    const flows = inflowOf(scadaFile, 3);
    const sensors = sensorsOf(halfYearFile);
    const batch = detectBursts({
      startAt: 0,
      intervalSeconds: 900,
      netInflowM3PerHour: flows,
      pressures: sensors,
    });
    const detector = createBurstDetector();
    const raised: number[] = [];
    for (let day = 0; day < 181; day += 1) {
      const cut = (column: Float64Array) => column.slice(day * 96, (day + 1) * 96);
      const { changed } = detector.addDay({
        startAt: day * dayMs,
        netInflowM3PerHour: cut(flows),
        pressures: sensors.map(({ sensor, pressuresM }) => ({
          sensor,
          pressuresM: cut(pressuresM),
        })),
      });
      for (const { number, alarmAt } of changed) {
        if (alarmAt === (day + 1) * dayMs && !raised.includes(number)) raised.push(number);
      }
    }
    expect(detector.events()).toEqual(batch);
    expect(raised).toEqual(batch.map(({ number }) => number));
    expect(leaksOf(batch).length).toBeGreaterThan(5);
  });
});
