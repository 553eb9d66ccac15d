import { setTimeout as sleep } from 'node:timers/promises';
import { openIngestWorld, type IngestWorld, type Transport } from './ingest-world.ts';
import { subscribeTo, type Protocol, type Reader } from './slow-reader.ts';

// Long names make long events: the system's own buffers hold some megabytes for a connection.
const padding = 'x'.repeat(700);
const aliases = Array.from({ length: 12 }, (_, n) => `${padding}${n}: recordedCount`).join(' ');
const sent = 2_500;
const first = Date.parse('2026-01-01T00:00:00Z');

const last = `"lastRecordedAt":"${new Date(first + (sent - 1) * 1000).toISOString()}"`;

const ways: [Protocol, Transport][] = [
  ['server-sent events', 'in-process'],
  ['server-sent events', 'http'],
  ['WebSocket', 'in-process'],
  ['WebSocket', 'http'],
];

describe.each(ways)('a subscriber over %s, telemetry %s', (protocol, transport) => {
  let world: IngestWorld;
  beforeAll(async () => {
    world = await openIngestWorld(transport);
  });
  afterAll(() => world.close());

  const announce = async (recordedCount: number, atMs: number) => {
    const at = new Date(atMs);
    const dmaId = world.tenant.dmas[0]?.id ?? '';
    const span = { firstRecordedAt: at, lastRecordedAt: at };
    await world
      .contextOf()
      .announcer.announce([{ dmaId, quantity: 'FLOW', recordedCount, ...span }]);
  };

  const announceAll = async () => {
    for (let n = 0; n < sent; n += 1) {
      await announce(1, first + n * 1000);
      // Lets every event be taken as far as it goes.
      if (n % 5 === 0) await sleep(1);
    }
  };

  /** A reader whose subscription stands: it was told of events without readings. */
  const subscribe = async (): Promise<Reader> => {
    const code = world.tenant.dmas[0]?.code ?? '';
    const fields = `firstRecordedAt lastRecordedAt fellBehind recordedCount ${aliases}`;
    const query = `subscription { readingRecorded(dmaCode: "${code}") { ${fields} } }`;
    const reader = await subscribeTo(protocol, world.url, query);
    for (let n = 0; !reader.text().includes('"recordedCount":0'); n += 1) {
      await announce(0, first - 3_600_000 + n);
      await sleep(20);
    }
    return reader;
  };

  const untilLast = async (reader: Reader): Promise<string> => {
    for (let waited = 0; waited < 200 && !reader.text().includes(last); waited += 1) {
      await sleep(100);
    }
    reader.close();
    return reader.text();
  };

  const countsIn = (text: string) =>
    Array.from(text.matchAll(/"recordedCount":(\d+)/g), ([, count]) => Number(count));

  it('that does not read is told that it fell behind, gets the newest event, and fills no memory', async () => {
    const reader = await subscribe();
    reader.pause();
    const before = process.memoryUsage().rss;
    await announceAll();
    const rise = (process.memoryUsage().rss - before) / 1e6;
    reader.resume();
    const text = await untilLast(reader);

    const counts = countsIn(text).filter((count) => count > 0);
    expect(text).toContain(last);
    expect(counts.length).toBeGreaterThan(100);
    expect(counts.length).toBeLessThan(sent);
    expect(text).toContain('"fellBehind":true');
    // Several became one: together they tell of every reading.
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sent);
    // What was sent is more than 20 MB.
    expect((sent * text.length) / counts.length).toBeGreaterThan(20e6);
    expect(rise).toBeLessThan(100);
  });

  it('that reads is not held up by one that does not', async () => {
    const slow = await subscribe();
    slow.pause();
    const keen = await subscribe();
    await announceAll();
    const text = await untilLast(keen);
    slow.close();
    expect(text).not.toContain('"fellBehind":true');
    expect(countsIn(text).filter((count) => count === 1)).toHaveLength(sent);
  });
});
