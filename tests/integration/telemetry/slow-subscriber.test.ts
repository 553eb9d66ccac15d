import { setTimeout as sleep } from 'node:timers/promises';
import { openIngestWorld, type IngestWorld, type Transport } from './ingest-world.ts';
import { subscribeSlowly, type Protocol, type SlowReader } from './slow-reader.ts';

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

describe.each(ways)(
  'a subscriber that does not read, over %s, telemetry %s',
  (protocol, transport) => {
    let world: IngestWorld;
    beforeAll(async () => {
      world = await openIngestWorld(transport);
    });
    afterAll(() => world.close());

    const announce = async () => {
      const { announcer } = world.contextOf();
      for (let n = 0; n < sent; n += 1) {
        const at = new Date(first + n * 1000);
        await announcer.announce([
          {
            dmaId: world.tenant.dmas[0]?.id ?? '',
            quantity: 'FLOW',
            recordedCount: 1,
            firstRecordedAt: at,
            lastRecordedAt: at,
          },
        ]);
        // Lets every event be taken as far as it goes.
        if (n % 5 === 0) await sleep(1);
      }
    };

    /** How many events went by before the subscription stood. */
    const missedBy = (text: string): number => {
      const at = /"firstRecordedAt":"([^"]+)"/.exec(text)?.[1] ?? '';
      return (Date.parse(at) - first) / 1000;
    };

    const subscribe = (): Promise<SlowReader> => {
      const code = world.tenant.dmas[0]?.code ?? '';
      const fields = `firstRecordedAt lastRecordedAt fellBehind recordedCount ${aliases}`;
      const query = `subscription { readingRecorded(dmaCode: "${code}") { ${fields} } }`;
      return subscribeSlowly(protocol, world.url, query);
    };

    const untilLast = async (reader: SlowReader): Promise<string> => {
      for (let waited = 0; waited < 200 && !reader.text().includes(last); waited += 1) {
        await sleep(100);
      }
      reader.close();
      return reader.text();
    };

    it('is told that it fell behind, gets the newest event, and fills no memory', async () => {
      const reader = await subscribe();
      await sleep(500);
      const before = process.memoryUsage().rss;
      await announce();
      const rise = (process.memoryUsage().rss - before) / 1e6;
      reader.resume();
      const text = await untilLast(reader);

      const events = text.match(/"fellBehind":(true|false)/g) ?? [];
      expect(text).toContain(last);
      expect(events.length).toBeGreaterThan(100);
      expect(events.length).toBeLessThan(sent);
      expect(events).toContain('"fellBehind":true');
      // Several became one: together they tell of every reading.
      const counts = Array.from(text.matchAll(/"recordedCount":(\d+)/g), ([, count]) =>
        Number(count),
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sent - missedBy(text));
      // What was sent is more than 20 MB.
      expect((sent * text.length) / events.length).toBeGreaterThan(20e6);
      expect(rise).toBeLessThan(100);
    });

    it('does not hold up who reads', async () => {
      const slow = await subscribe();
      const keen = await subscribe();
      keen.resume();
      await sleep(500);
      await announce();
      const text = await untilLast(keen);
      slow.close();
      expect(text).not.toContain('"fellBehind":true');
      expect(text.match(/"fellBehind":false/g)).toHaveLength(sent - missedBy(text));
    });
  },
);
