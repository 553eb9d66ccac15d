import { Readable } from 'node:stream';
import {
  openMemoryKeyValueStore,
  openRedisKeyValueStore,
  silentLogger,
  type KeyValueStore,
} from '@waris/service-kit';
import { importReadings, openTelemetry, type ImportOptions } from '@waris/telemetry';
import { testRequest } from '@waris/testkit';
import { openDatabaseLine } from './database-line.ts';
import { openWorld, type World } from './world.ts';

const rowsInPiece = 20_000;

describe('ingest, while a store fails', () => {
  let world: World;
  beforeAll(async () => {
    // Connections are ended in it, which other files' imports must not feel.
    world = await openWorld({ ownDatabase: true });
  });
  afterAll(() => world.close());

  const countOf = async (meterId: string) => {
    const [row] = await world.sql(
      'select count(*)::integer as n from readings.flow_readings where meter_id = $1',
      [meterId],
    );
    return (row as { n: number }).n;
  };
  const openOn = async (postgresUrl: string, keyValueStore: KeyValueStore) => {
    const telemetry = await openTelemetry({ postgresUrl }, { keyValueStore, log: silentLogger });
    return {
      context: () => telemetry.createContext(testRequest()),
      route: telemetry.routes?.[0],
      stop: async () => {
        await telemetry.stop();
        await keyValueStore.stop();
      },
    };
  };
  const fileOf = (serialNumber: string, rows: number) => {
    const start = Date.UTC(2025, 0, 1);
    const lines = Array.from(
      { length: rows },
      (_, row) => `${serialNumber},${new Date(start + row * 60_000).toISOString()},${row % 90}`,
    );
    return Buffer.from(['meter,time,value', ...lines].join('\n'));
  };
  const options = (content: Buffer, more: Partial<ImportOptions> = {}): ImportOptions => ({
    fileName: 'big.csv',
    openStream: () => Readable.from([content]),
    quantity: 'FLOW',
    unit: 'm3/h',
    timeZone: 'UTC',
    mapping: new Map(),
    onError: 'SKIP',
    contentSha256: `hash of ${content.length} ${content.subarray(20, 60).toString()}`,
    resume: true,
    ...more,
  });
  const unavailable = expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' });

  it.each(['SKIP', 'REJECT'] as const)(
    'says that the database is gone in the middle of a bulk load (%s), and the repeat completes it',
    async (onError) => {
      const { id, serialNumber } = await world.addMeter({ serialNumber: `gone-${onError}` });
      const line = await openDatabaseLine(world.postgresUrl);
      const telemetry = await openOn(line.url, openMemoryKeyValueStore());
      const content = fileOf(serialNumber, 70_000);
      const cutWhile = (phase: string, rows: number) => {
        const onProgress: ImportOptions['onProgress'] = (told) => {
          if (told.phase === phase && told.rowCount >= rows) void line.cut();
        };
        return importReadings(telemetry.context(), options(content, { onError, onProgress }));
      };
      const lost = cutWhile('storing', 2 * rowsInPiece);
      await expect(lost).rejects.toEqual(unavailable);
      const kept = await countOf(id);
      expect(onError === 'REJECT' ? kept : kept % rowsInPiece).toBe(0);
      expect(kept).toBeLessThan(70_000);

      // No mending: asked again, it says so at once and does not hang.
      const again = importReadings(telemetry.context(), options(content, { onError }));
      await expect(again).rejects.toEqual(unavailable);
      await line.mend();
      const done = await importReadings(telemetry.context(), options(content, { onError }));
      expect(done).toMatchObject({ ok: true, value: { stored: true, acceptedCount: 70_000 } });
      expect(await countOf(id)).toBe(70_000);
      await telemetry.stop();
      await line.close();
    },
    60_000,
  );

  it('survives an administrator who ends its connection, on servers that have one', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'ended' });
    const content = fileOf(serialNumber, 60_000);
    let ended = false;
    const endOthers = async () => {
      if (ended) return;
      ended = true;
      // PGlite has one session for all: there is none to end, and the import just succeeds.
      await world.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'waris-telemetry' and pid <> pg_backend_pid() and state <> 'idle'
           and datname = current_database()`,
      );
    };
    const first = await importReadings(
      world.contextOf(),
      options(content, { onProgress: () => void endOthers() }),
    ).catch((error: unknown) => error);
    if (first instanceof Error) expect(first).toEqual(unavailable);
    expect((await countOf(id)) % rowsInPiece).toBe(0);
    const done = await importReadings(world.contextOf(), options(content));
    expect(done).toMatchObject({ ok: true });
    expect(await countOf(id)).toBe(60_000);
  }, 60_000);

  it('goes on without the key-value store, with a key for the request too', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'redis' });
    // Nobody listens on the discard port.
    const away = await openRedisKeyValueStore({ url: 'redis://127.0.0.1:9' }, silentLogger);
    expect((await away.state()).ready).toBe(false);
    const telemetry = await openOn(world.postgresUrl, away);
    const content = fileOf(serialNumber, 1_000);
    const imported = await importReadings(telemetry.context(), options(content));
    expect(imported).toMatchObject({ ok: true, value: { acceptedCount: 1_000 } });
    const send = (value: number) => {
      const at = '2026-02-01T00:00:00Z';
      const row = { serialNumber, quantity: 'FLOW', unit: 'L/s', at, value };
      return telemetry.route?.handle({
        context: telemetry.context(),
        headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': `redis-${id}` },
        query: new URLSearchParams(),
        body: Readable.from([Buffer.from(JSON.stringify(row))]),
      });
    };
    expect(await send(1)).toMatchObject({ status: 200, body: { stored: true, acceptedCount: 1 } });
    expect(await countOf(id)).toBe(1_001);
    await telemetry.stop();
  }, 60_000);
});
