import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { findInterruptedImport, importReadings, type ImportOptions } from '@waris/telemetry';
import { openWorld, type World } from './world.ts';

const rowsInPiece = 20_000;

/** A file of which reading stops with an error after some bytes, as often as that is asked for. */
function breakingFile(content: Buffer, stopAfter: { bytes: number }) {
  async function* pieces() {
    for (let from = 0; from < content.length; from += 16_384) {
      if (from >= stopAfter.bytes) throw new Error('power cut');
      yield content.subarray(from, from + 16_384);
    }
  }
  return () => Readable.from(pieces());
}

describe('an import that was interrupted', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const whole = Number.POSITIVE_INFINITY;
  const start = Date.parse('2025-01-01T00:00:00Z');
  const makeFile = (serialNumber: string, rows: number) => {
    const lines = Array.from({ length: rows }, (_, row) => {
      const bad = row % 10_000 === 77;
      const at = new Date(start + row * 60_000).toISOString();
      return `${serialNumber},${at},${bad ? 'bad' : row % 90}`;
    });
    return ['meter,time,value', ...lines].join('\n');
  };
  const prepare = async (name: string, rows: number, pack = false) => {
    const meter = await world.addMeter({ serialNumber: name });
    const text = Buffer.from(makeFile(meter.serialNumber, rows));
    const content = pack ? gzipSync(text) : text;
    const stopAfter = { bytes: whole };
    const rejected: string[] = [];
    const options = (given: Partial<ImportOptions> = {}): ImportOptions => ({
      fileName: '/somewhere/big.csv',
      openStream: breakingFile(content, stopAfter),
      quantity: 'FLOW',
      unit: 'm3/h',
      timeZone: 'Asia/Bangkok',
      mapping: new Map(),
      onError: 'SKIP',
      contentSha256: createHash('sha256').update(content).digest('hex'),
      resume: true,
      rejectedTo: new Writable({
        write: (chunk, _encoding, done) => {
          rejected.push(...String(chunk).trimEnd().split('\n'));
          done();
        },
      }),
      ...given,
    });
    const run = (given?: Partial<ImportOptions>) =>
      importReadings(world.contextOf(), options(given));
    const interrupted = () => findInterruptedImport(world.contextOf(), options());
    return { meter, content, stopAfter, rejected, options, run, interrupted };
  };
  const countOf = async (meterId: string) => {
    const [row] = await world.sql(
      'select count(*)::integer as n from readings.flow_readings where meter_id = $1',
      [meterId],
    );
    return (row as { n: number }).n;
  };

  it.each([false, true])(
    'goes on behind the last piece that was stored, packed: %p',
    async (pack) => {
      const file = await prepare(`resume-${pack}`, 70_000, pack);
      file.stopAfter.bytes = file.content.length * 0.7;
      await expect(file.run()).rejects.toThrow('power cut');
      expect(await countOf(file.meter.id)).toBe(2 * rowsInPiece - 4);
      expect(await file.interrupted()).toMatchObject({
        line: 2 * rowsInPiece + 1,
        rowCount: 2 * rowsInPiece,
        acceptedCount: 2 * rowsInPiece - 4,
        rejectedCount: 4,
      });

      file.stopAfter.bytes = whole;
      const told: number[] = [];
      const done = await file.run({ onProgress: ({ rowCount }) => told.push(rowCount) });
      expect(done).toMatchObject({
        ok: true,
        value: {
          resumedAfterLine: 2 * rowsInPiece + 1,
          rowCount: 70_000,
          acceptedCount: 70_000 - 7,
          duplicateCount: 0,
          rejectedCount: 7,
        },
      });
      expect(told[0]).toBe(3 * rowsInPiece);
      expect(await countOf(file.meter.id)).toBe(70_000 - 7);
      // One head, and each bad row once.
      expect(file.rejected.filter((row) => row.startsWith('file,line'))).toHaveLength(1);
      expect(await file.interrupted()).toBeNull();
    },
  );

  it('begins anew when it is told to, when the file or its unit is another, and when it was done', async () => {
    const file = await prepare('anew', 45_000);
    file.stopAfter.bytes = file.content.length * 0.6;
    await expect(file.run()).rejects.toThrow('power cut');
    file.stopAfter.bytes = whole;
    expect(
      await findInterruptedImport(world.contextOf(), file.options({ unit: 'L/s' })),
    ).toBeNull();
    const other = file.options({ contentSha256: 'another' });
    expect(await findInterruptedImport(world.contextOf(), other)).toBeNull();
    expect(await file.interrupted()).not.toBeNull();
    const anew = await file.run({ resume: false });
    expect(anew).toMatchObject({
      ok: true,
      value: { resumedAfterLine: null, rowCount: 45_000, duplicateCount: rowsInPiece - 2 },
    });
    const again = await file.run();
    expect(again).toMatchObject({
      ok: true,
      value: { resumedAfterLine: null, acceptedCount: 0, duplicateCount: 45_000 - 5 },
    });
  });

  it('left nothing to go on with when all or nothing was to be stored', async () => {
    const file = await prepare('whole', 45_000);
    const reject = { onError: 'REJECT' } as const;
    file.stopAfter.bytes = file.content.length * 0.6;
    await expect(file.run(reject)).rejects.toThrow('power cut');
    expect(await countOf(file.meter.id)).toBe(0);
    const context = world.contextOf();
    expect(await findInterruptedImport(context, file.options(reject))).toMatchObject({ line: 0 });
    file.stopAfter.bytes = whole;
    expect(await file.run(reject)).toMatchObject({
      ok: true,
      value: { stored: false, resumedAfterLine: null, rejectedCount: 5 },
    });
    expect(await findInterruptedImport(context, file.options(reject))).toBeNull();
  });

  it('is nobody’s business without the permission to write', async () => {
    const file = await prepare('permission', 1);
    const context = world.contextOf({ permissions: ['telemetry:read'] });
    await expect(findInterruptedImport(context, file.options())).rejects.toThrow('telemetry:write');
  });
});
