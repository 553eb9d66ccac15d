import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hillTown } from './hill.testkit.ts';
import { readTown, type Readings } from './town.ts';

const hourMs = 3_600_000;
const hours = 4;
const times = Array.from({ length: hours }, (_, hour) => `2019-01-01 0${hour}:00`);
const columnsOf = (values: Readonly<Record<string, number>>) => ({
  times,
  columns: new Map(
    Object.entries(values).map(([name, value]) => [name, new Float64Array(hours).fill(value)]),
  ),
});
const leak = (pipe: string) => ({
  pipe,
  startAt: Date.parse('2019-01-01') + hourMs,
  endAt: Infinity,
  type: 'abrupt',
});
const readings: Readings = {
  flows: columnsOf({ in: 50, pump: 20 }),
  // A level that does not move: what is pumped is used.
  levels: columnsOf({ T: 2 }),
  pressures: columnsOf({ q2: 30, h2: 25 }),
  leaks: [leak('quarter'), leak('hill'), leak('in')],
};

describe('the readings of a town', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waris-town-'));
    await mkdir(join(folder, 'networks'));
    await writeFile(join(folder, 'networks', 'hill.inp'), hillTown);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are those of its areas, each with its own inflow, sensors and leaks', async () => {
    const { dmas } = await readTown(folder, readings);
    expect(dmas.map(({ inflow }) => inflow.netInflowM3PerHour[1])).toEqual([30, 20]);
    expect(dmas.map(({ leaks }) => leaks.map(({ pipe }) => pipe))).toEqual([
      ['quarter', 'in'],
      ['hill'],
    ]);
    expect(
      dmas.map(({ withPressures }) => withPressures?.pressures?.map(({ sensor }) => sensor)),
    ).toEqual([['q2'], ['h2']]);
  });

  it('leave out an area whose tank is not known, unless a leak would be left out with it', async () => {
    const unknown = { ...readings, levels: null };
    const scored = await readTown(folder, unknown);
    expect(scored.dmas).toEqual([scored.whole]);
    expect(scored.whole.leaks).toHaveLength(3);
    const { dmas } = await readTown(folder, { ...unknown, leaks: [] });
    expect(dmas.map(({ inflow }) => inflow.netInflowM3PerHour[1])).toEqual([30]);
  });

  it('are those of one area where no network has the meters', async () => {
    const other = { ...readings, flows: columnsOf({ elsewhere: 50, PUMP_9: 20 }) };
    const { dmas, whole } = await readTown(folder, other);
    expect(dmas).toEqual([whole]);
    expect(whole.inflow.netInflowM3PerHour[1]).toBe(50);
  });
});
