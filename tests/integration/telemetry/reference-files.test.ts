import { Readable } from 'node:stream';
import { importReadings, type ReadingQuantity } from '@waris/telemetry';
import { describeWithData, readReferenceData } from '@waris/testkit/reference-data';
import { dayMs, openTierWorld, type TierWorld } from './tiers-world.ts';

type File = {
  readonly path: string;
  readonly quantity: ReadingQuantity;
  readonly unit: string;
  readonly factor: number;
  readonly kind: string;
  /** A table of the readings, and its number among the quantities. */
  readonly table: readonly [string, number];
};

const flow = { quantity: 'FLOW', kind: 'zone', table: ['flow_readings', 1] } as const;
const pressure = {
  quantity: 'PRESSURE',
  factor: 1,
  unit: 'm',
  table: ['pressure_readings', 2],
} as const;

const files: readonly File[] = [
  { ...flow, path: 'bwdf/dma_inflow_hourly_Ls.csv.gz', unit: 'L/s', factor: 3.6 },
  { ...flow, path: 'battledim/scada_2019h1_flows_m3h.csv.gz', unit: 'm3/h', factor: 1 },
  { ...pressure, path: 'battledim/scada_2019h1_levels_m.csv.gz', kind: 'level' },
  { ...pressure, path: 'battledim/simulated_2019h1_pressures_m.csv.gz', kind: 'pressure' },
];

/** Instants and values of a column of a wide file; empty cells are left out. */
function columnOf(records: readonly (readonly string[])[], column: number, factor: number) {
  const present = records.filter((cells) => (cells[column] ?? '') !== '');
  return {
    at: present.map(([time = '']) => instantOf(time)),
    values: present.map((cells) => Number(cells[column]) * factor),
  };
}

// Times without an offset are taken for UTC, here as in the import.
function instantOf(time: string): string {
  const text = time.includes('T') ? time.replace(/([+-]\d\d)(\d\d)$/u, '$1:$2') : `${time}Z`;
  return new Date(text.replace(' ', 'T')).toISOString();
}

describe.each(files)('$path', ({ path, quantity, unit, factor, kind, table }) => {
  describeWithData(path, 'is read back', () => {
    let world: TierWorld;
    beforeAll(async () => {
      world = await openTierWorld();
    }, 60_000);
    afterAll(() => world.close());

    it('to the last value, from rows, packed days and the archive', async () => {
      const text = readReferenceData(path);
      const [header = [], ...records] = text
        .trim()
        .split('\n')
        .map((line) => line.split(','));
      const names = header.slice(1);
      const meters: { id: string; serialNumber: string }[] = [];
      for (const name of names) meters.push(await world.addMeter({ serialNumber: name, kind }));
      const imported = await importReadings(world.contextOf(), {
        fileName: path,
        openStream: () => Readable.from([Buffer.from(text)]),
        quantity,
        unit,
        timeZone: 'UTC',
        mapping: new Map(names.map((name, index) => [name, meters[index]?.serialNumber ?? ''])),
        onError: 'REJECT',
      });
      const columns = names.map((_, index) => columnOf(records, index + 1, factor));
      const rowCount = columns.reduce((sum, { at }) => sum + at.length, 0);
      expect(imported).toMatchObject({
        ok: true,
        value: { rejectedCount: 0, acceptedCount: rowCount },
      });
      await world.telemetry.rollUp();

      const last = Date.parse(columns[0]?.at.at(-1) ?? '');
      await expectColumns(world, meters, columns, quantity);
      // Fifteen days after the last reading half of the last month is packed, all before archived.
      await world.run(new Date(last + 15 * dayMs));
      const tiers = await world.tiers(...table);
      expect(tiers.packed).toBeGreaterThan(0);
      expect(tiers.archivedDays).toBeGreaterThan(100);
      await expectColumns(world, meters, columns, quantity);
    }, 300_000);
  });
});

/** Reads every meter back in stretches that an answer can hold. */
async function expectColumns(
  world: TierWorld,
  meters: readonly { id: string }[],
  columns: readonly ReturnType<typeof columnOf>[],
  quantity: ReadingQuantity,
): Promise<void> {
  for (const [index, { id }] of meters.entries()) {
    const { at, values } = columns[index] ?? { at: [], values: [] };
    const [first, last] = [Date.parse(at[0] ?? ''), Date.parse(at.at(-1) ?? '')];
    const read: { at: string[]; values: number[] } = { at: [], values: [] };
    for (let from = first; from <= last; from += 30 * dayMs) {
      const part = await world.readings(id, from, Math.min(from + 30 * dayMs, last + 1), quantity);
      read.at.push(...part.at);
      read.values.push(...part.values);
    }
    expect(read.at).toEqual(at);
    expect(read.values).toEqual(values);
  }
}
