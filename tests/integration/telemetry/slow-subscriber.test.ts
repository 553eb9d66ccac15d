import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openIngestWorld, type IngestWorld } from './ingest-world.ts';

// Long names make long events: the system's own buffers hold some megabytes for a connection.
const padding = 'x'.repeat(700);
const aliases = Array.from({ length: 12 }, (_, n) => `${padding}${n}: recordedCount`).join(' ');
const sent = 2_500;
const first = Date.parse('2026-01-01T00:00:00Z');

const last = `"lastRecordedAt":"${new Date(first + (sent - 1) * 1000).toISOString()}"`;

describe('a subscriber that does not read', () => {
  let world: IngestWorld;
  beforeAll(async () => {
    world = await openIngestWorld('in-process');
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

  const subscribe = async (): Promise<Socket> => {
    const query = `subscription { readingRecorded(dmaCode: "${world.tenant.dmas[0]?.code ?? ''}") { firstRecordedAt lastRecordedAt fellBehind recordedCount ${aliases} } }`;
    const body = JSON.stringify({ query });
    const { hostname, port } = new URL(world.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.pause();
    socket.write(
      [
        'POST /graphql HTTP/1.1',
        `host: ${hostname}`,
        'content-type: application/json',
        'accept: text/event-stream',
        `authorization: Bearer {}`,
        `content-length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
    return socket;
  };

  it('is told that it fell behind, gets the newest event, and fills no memory', async () => {
    const socket = await subscribe();
    await sleep(500);
    const before = process.memoryUsage().rss;
    await announce();
    const rise = (process.memoryUsage().rss - before) / 1e6;
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    socket.resume();
    for (let waited = 0; waited < 100 && !text.includes(last); waited += 1) await sleep(100);
    socket.destroy();

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
    let text = '';
    keen.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    keen.resume();
    await sleep(500);
    await announce();
    for (let waited = 0; waited < 100 && !text.includes(last); waited += 1) await sleep(100);
    slow.destroy();
    keen.destroy();
    expect(text).not.toContain('"fellBehind":true');
    expect(text.match(/"fellBehind":false/g)).toHaveLength(sent - missedBy(text));
  });
});
