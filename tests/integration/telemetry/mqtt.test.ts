import { setTimeout as sleep } from 'node:timers/promises';
import { testRequest } from '@waris/testkit';
import { openDatabaseLine } from './database-line.ts';
import { openBroker } from './mqtt-broker.ts';
import { openIngesting, until, type Broker, type Ingesting } from './mqtt-door.ts';
import { limitedTo, openWorld, pick, type World } from './world.ts';

const start = Date.UTC(2026, 0, 1);

describe('readings over MQTT', () => {
  let world: World;
  let broker: Broker;
  let line: Awaited<ReturnType<typeof openDatabaseLine>>;
  let clientId = '';
  let session = 0;
  let opened: Ingesting[] = [];

  beforeAll(async () => {
    world = await openWorld({ dmas: 2 });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    broker = await openBroker();
    line = await openDatabaseLine(world.postgresUrl);
    session += 1;
    clientId = `waris-test-${session}`;
  });
  afterEach(async () => {
    for (const one of opened) await one.stop();
    opened = [];
    await line.close();
    await broker.close();
  });

  const environmentOf = (more: Readonly<Record<string, string>> = {}) => ({
    DATABASE_URL: line.url,
    MQTT_URL: broker.url,
    MQTT_CLIENT_ID: clientId,
    MQTT_TOPICS: 'meters/{serialNumber}/{quantity} batches',
    ...more,
  });
  const open = async (more: Readonly<Record<string, string>> = {}): Promise<Ingesting> => {
    const one = await openIngesting(environmentOf(more));
    opened.push(one);
    return one;
  };
  const stop = async (one: Ingesting) => {
    opened = opened.filter((other) => other !== one);
    await one.stop();
  };
  // One level of the topic, so without the slash of other tests' serial numbers.
  let meters = 0;
  const addMeter = async (dmaIndex = 0) => {
    meters += 1;
    const meter = await world.addMeter({
      serialNumber: `mqtt-${meters}`,
      dmaId: world.tenant.dmas[dmaIndex]?.id ?? null,
    });
    const serialNumber = meter.serialNumber.replace('/', '-');
    await world.sql('update dma.meters set serial_number = $2 where id = $1', [
      meter.id,
      serialNumber,
    ]);
    return { id: meter.id, serialNumber };
  };
  const flowsOf = async (meterId: string) => {
    const rows: { minute: number; flow: number }[] = await world.sql(
      `select (extract(epoch from recorded_at)::float8 - $2) / 60 as minute, flow_m3_per_hour as flow
       from readings.flow_readings where meter_id = $1 order by recorded_at`,
      [meterId, start / 1000],
    );
    return rows.map(({ minute, flow }) => [minute, flow]);
  };
  const countOf = async (meterId: string) => (await flowsOf(meterId)).length;
  const reading = (minute: number, value: unknown, more: object = {}) =>
    JSON.stringify({ at: new Date(start + minute * 60_000).toISOString(), value, ...more });
  const drained = () =>
    until('all acknowledged', async () => (await broker.unacknowledged(clientId)) === 0);

  it('are stored from bare numbers, objects, lists and lines, and then acknowledged', async () => {
    const { id, serialNumber } = await addMeter();
    await open();
    const topic = `meters/${serialNumber}/flow`;
    await broker.publish(topic, reading(0, 1));
    await broker.publish(topic, reading(15, 1, { unit: 'L/s', quality: 70 }));
    await broker.publish(topic, `[${reading(30, 3)},${reading(45, 4)}]`);
    const lines = [60, 75].map((minute) =>
      reading(minute, minute, { serialNumber, quantity: 'flow' }),
    );
    await broker.publish('batches', lines.join('\n'));
    await drained();
    expect(await flowsOf(id)).toEqual([
      [0, 1],
      [15, 3.6],
      [30, 3],
      [45, 4],
      [60, 60],
      [75, 75],
    ]);
    const before = Date.now();
    await broker.publish(topic, '7.5');
    await until('the bare number', async () => (await countOf(id)) === 7);
    const [minute, flow] = (await flowsOf(id)).at(-1) ?? [];
    expect(flow).toBe(7.5);
    expect(Math.abs(start + (minute ?? 0) * 60_000 - before)).toBeLessThan(20_000);
  });

  it('that cannot be stored are kept with their reason for operators, the others stored', async () => {
    const { id, serialNumber } = await addMeter();
    await open();
    const topic = `meters/${serialNumber}/flow`;
    await broker.publish(topic, '\0{');
    await broker.publish(topic, `[${reading(0, 1)},${reading(15, 1e9)},${reading(30, -1e9)}]`);
    await broker.publish(topic, Buffer.from([0x1f, 0x8b, 0xff, 0x00]));
    await broker.publish(`meters/nobody\u{1f4a7}/flow`, reading(0, 1));
    await broker.publish(`meters/${serialNumber}/salt`, reading(0, 1));
    await broker.publish(topic, reading(45, 2));
    await drained();
    expect(await flowsOf(id)).toEqual([
      [0, 1],
      [45, 2],
    ]);
    const query = `query ($after: String) { rejectedMessages(first: 3, after: $after) {
      nodes { topic reason readingCount payloadStart } pageInfo { hasNextPage endCursor }
    } }`;
    const first = await world.execute(query);
    const after = pick(first.data, 'rejectedMessages', 'pageInfo', 'endCursor');
    const second = await world.execute(query, { after });
    const nodes = [first, second].flatMap(
      ({ data }) => pick(data, 'rejectedMessages', 'nodes') as { topic: string }[],
    );
    const own = nodes.slice(0, 5).map((node) => ({ ...node, topic: node.topic.split('/')[1] }));
    const of = (reason: string, name = serialNumber, readingCount = 1) =>
      expect.objectContaining({ topic: name, reason, readingCount });
    expect(own).toHaveLength(5);
    expect(own).toEqual(
      expect.arrayContaining([
        of('MALFORMED_ROW'),
        of('NOT_A_NUMBER'),
        of('METER_NOT_FOUND', 'nobody\u{1f4a7}'),
        of('OUT_OF_RANGE', serialNumber, 2),
      ]),
    );
    const refused = [testRequest({ permissions: ['telemetry:read'] }), limitedTo(world)];
    for (const request of refused) {
      const { errors } = await world.execute(query, {}, request);
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
  });

  it('of meters outside its scope are as those of none', async () => {
    const [inside, outside] = [await addMeter(0), await addMeter(1)];
    await open({ MQTT_SCOPE: `dma:${world.tenant.dmas[0]?.id}` });
    await broker.publish(`meters/${outside.serialNumber}/flow`, reading(0, 1));
    await broker.publish(`meters/${inside.serialNumber}/flow`, reading(0, 1));
    await drained();
    expect([await countOf(inside.id), await countOf(outside.id)]).toEqual([1, 0]);
  });

  it('are all there once when the broker goes away and comes back', async () => {
    const { id, serialNumber } = await addMeter();
    const one = await open();
    const topic = `meters/${serialNumber}/flow`;
    const publishing = (async () => {
      for (let minute = 0; minute < 300; minute += 1) {
        await broker.publish(topic, reading(minute, minute));
        if (minute % 60 === 30) broker.cut();
        if (minute % 20 === 0) await sleep(30);
      }
    })();
    await sleep(100);
    await broker.goAway();
    await until('away', async () => !(await one.state()).ready);
    await publishing;
    await broker.comeBack();
    await until('stored', async () => (await countOf(id)) === 300);
    await drained();
    expect(await flowsOf(id)).toEqual(Array.from({ length: 300 }, (_, minute) => [minute, minute]));
    expect((await one.state()).ready).toBe(true);
  });

  it('wait with the broker while the database is away', async () => {
    const { id, serialNumber } = await addMeter();
    const one = await open();
    const topic = `meters/${serialNumber}/flow`;
    await broker.publish(topic, reading(0, 0));
    await drained();
    await line.cut();
    for (let minute = 1; minute < 100; minute += 1) {
      await broker.publish(topic, reading(minute, minute));
    }
    await until('told', async () => !(await one.state()).ready);
    expect(await broker.unacknowledged(clientId)).toBe(99);
    await line.mend();
    await until('stored', async () => (await countOf(id)) === 100);
    await drained();
    expect((await one.state()).ready).toBe(true);
  });

  it('that came while nobody ingested, or were not acknowledged by the last who did, are there once', async () => {
    const { id, serialNumber } = await addMeter();
    const topic = `meters/${serialNumber}/flow`;
    const first = await open();
    for (let minute = 0; minute < 50; minute += 1) {
      await broker.publish(topic, reading(minute, minute));
    }
    await stop(first);
    for (let minute = 50; minute < 100; minute += 1) {
      await broker.publish(topic, reading(minute, minute));
    }
    expect(await broker.unacknowledged(clientId)).toBeGreaterThanOrEqual(50);
    await open();
    await until('stored', async () => (await countOf(id)) === 100);
    await drained();
    expect(await flowsOf(id)).toEqual(Array.from({ length: 100 }, (_, minute) => [minute, minute]));
  });

  it('come in faster than one transaction each would let them', async () => {
    const { id, serialNumber } = await addMeter();
    await open();
    const began = performance.now();
    const all = Array.from({ length: 2_000 }, (_, minute) =>
      broker.publish(`meters/${serialNumber}/flow`, reading(minute, 1)),
    );
    await Promise.all(all);
    await until('stored', async () => (await countOf(id)) === 2_000);
    await drained();
    const perSecond = Math.round(2_000_000 / (performance.now() - began));
    process.stderr.write(
      `    ${perSecond} messages a second from publication to acknowledgement\n`,
    );
    expect(perSecond).toBeGreaterThan(100);
  });
});
