import { readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openBroker } from './mqtt-broker.ts';
import { openIngesting, until } from './mqtt-door.ts';
import { daysAgo, openTierWorld, type TierWorld } from './tiers-world.ts';
import { pick } from './world.ts';

const values = Array.from({ length: 96 }, (_, n) => 10 + n / 10);
const record = `mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) {
  acceptedCount rejectedCount rejectedReadings { itemIndex valueIndex reason message }
  userErrors { __typename } } }`;
const revise = `mutation ($input: ReviseReadingInput!) {
  reviseReading(input: $input) { userErrors { __typename } } }`;
const judge = `mutation ($input: JudgeReadingsInput!) {
  judgeReadings(input: $input) { userErrors { __typename } } }`;
const readings = `query ($id: ID!, $period: PeriodInput!) {
  _entities(representations: [{ __typename: "Meter", id: $id }]) { ... on Meter {
    readings(period: $period, quantity: FLOW) { at } } } }`;
const dayOf = (age: number) => new Date(daysAgo(age)).toISOString().slice(0, 10);
const instant = (age: number, minutes: number) =>
  new Date(daysAgo(age) + minutes * 60_000).toISOString();

type Meter = { readonly id: string; readonly serialNumber: string };

describe('a day that lies in a damaged file of the archive', () => {
  let world: TierWorld;
  let [sick, sound]: Meter[] = [];
  let file: string;
  let path: string;
  let content: Buffer;
  beforeAll(async () => {
    const register = { hotDays: 1, warmDays: 2, totalDays: 1_826 };
    const flow = { hotDays: 7, warmDays: 30, totalDays: 1_826 };
    world = await openTierWorld({
      retention: { FLOW: flow, PRESSURE: flow, REGISTER: register },
    });
    sick = await world.addMeter({ serialNumber: 'sick' });
    sound = await world.addMeter({ serialNumber: 'sound' });
    for (const { id } of [sick, sound]) {
      for (let age = 45; age >= 32; age -= 1) await world.put(id, null, daysAgo(age), values);
      await world.put(id, null, daysAgo(1), values);
    }
    await world.telemetry.rollUp();
    // Days with marks stay where they are: each meter gets a file of its own.
    for (const [mine, other] of [
      [sick, sound],
      [sound, sick],
    ] as const) {
      await world.sql(
        `insert into readings.touched_days (quantity, meter_id, day)
         select quantity, meter_id, day from readings.meter_rollups where meter_id = $1`,
        [other.id],
      );
      await world.run();
      await world.sql('delete from readings.touched_days');
      if (mine === sick) file = await fileOf(sick, 'FLOW');
    }
    path = join(world.archiveFolder, file);
    content = await readFile(path);
  }, 120_000);
  afterAll(() => world.close());
  beforeEach(() => writeFile(path, 'no Parquet'));
  afterEach(() => writeFile(path, content));

  const fileOf = async (meter: Meter | undefined, quantity: string) => {
    const [row] = await world.sql(
      `select f.name from readings.archive_files f join readings.archived_days a on a.file_id = f.id
       where a.meter_id = $1 and f.name like lower($2) || '/%' limit 1`,
      [meter?.id, quantity],
    );
    return String(row?.['name']);
  };
  const late = (meter: Meter | undefined, at: readonly string[], quantity = 'FLOW') => {
    const unit = quantity === 'FLOW' ? 'M3_PER_HOUR' : 'M3';
    const some = at.map((_, index) => 40 + index);
    return { serialNumber: meter?.serialNumber, quantity, unit, at, values: some };
  };
  const send = async (readings: readonly object[], onError: string) => {
    const { data, errors } = await world.execute(record, { input: { readings, onError } });
    expect(errors).toBeUndefined();
    return pick(data, 'recordReadings');
  };
  const told = (age: number, name = file) => [
    expect.stringContaining(`Nothing can be written to ${dayOf(age)}`),
    expect.stringContaining(`${name} of the archive`),
    expect.stringContaining('Put that file back from a backup'),
    expect.stringContaining('`waris doctor`'),
  ];
  const messageOf = (payload: unknown) => pick(payload, 'rejectedReadings', 0, 'message');

  it('refuses its own readings, by day, file and way out, and stores the others', async () => {
    const readings = [
      late(sick, [instant(41, 1), instant(1, 1)]),
      late(sound, [instant(41, 1), instant(40, 1)]),
    ];
    const payload = await send(readings, 'SKIP');
    expect(payload).toMatchObject({
      acceptedCount: 3,
      rejectedCount: 1,
      rejectedReadings: [{ itemIndex: 0, valueIndex: 0, reason: 'DAY_UNREADABLE' }],
      userErrors: [],
    });
    for (const text of told(41)) expect(messageOf(payload)).toEqual(text);
    await writeFile(path, content);
    expect(await send(readings, 'SKIP')).toMatchObject({ acceptedCount: 1, rejectedCount: 0 });
  });

  it('stores nothing where all or nothing was asked for', async () => {
    const readings = [late(sick, [instant(38, 2)]), late(sound, [instant(38, 2)])];
    expect(await send(readings, 'REJECT')).toMatchObject({
      acceptedCount: 0,
      rejectedReadings: [{ itemIndex: 0, reason: 'DAY_UNREADABLE' }],
      userErrors: [{ __typename: 'InvalidInputError' }],
    });
    await writeFile(path, content);
    expect(await send(readings, 'REJECT')).toMatchObject({ acceptedCount: 2, userErrors: [] });
  });

  it('is told of by the line of a stream, which goes on behind it', async () => {
    const row = (meter: Meter | undefined, age: number) =>
      JSON.stringify({
        serialNumber: meter?.serialNumber,
        quantity: 'FLOW',
        unit: 'm3/h',
        at: instant(age, 3),
        value: 50,
      });
    const lines = [row(sound, 37), row(sick, 37), row(sound, 36)].join('\n');
    const answer = await world.telemetry.routes?.[0]?.handle({
      context: world.contextOf(),
      headers: { 'content-type': 'application/x-ndjson' },
      query: new URLSearchParams({ onError: 'skip' }),
      body: Readable.from([Buffer.from(lines)]),
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { acceptedCount: 2, rejected: [{ line: 2, reason: 'DAY_UNREADABLE' }] },
    });
  });

  it('is kept apart of what a broker sends, which would otherwise come for ever', async () => {
    const broker = await openBroker();
    const clientId = 'waris-damaged-archive';
    const ingesting = await openIngesting({
      DATABASE_URL: world.postgresUrl,
      WARIS_ARCHIVE_DIR: world.archiveFolder,
      MQTT_URL: broker.url,
      MQTT_CLIENT_ID: clientId,
      MQTT_TOPICS: 'batches',
    });
    const of = (meter: Meter | undefined, age: number) => ({
      serialNumber: meter?.serialNumber,
      quantity: 'FLOW',
      at: instant(age, 4),
      value: 1,
    });
    await broker.publish('batches', JSON.stringify(of(sick, 39)));
    await broker.publish('batches', JSON.stringify(of(sound, 39)));
    await until('acknowledged', async () => (await broker.unacknowledged(clientId)) === 0);
    await ingesting.stop();
    await broker.close();
    const kept = await world.sql('select reason, message from readings.rejected_messages');
    expect(kept).toMatchObject([{ reason: 'DAY_UNREADABLE' }]);
    for (const text of told(39)) expect(kept[0]?.['message']).toEqual(text);
    const stored = await world.sql(
      'select 1 from readings.flow_readings where meter_id = $1 and recorded_at = $2',
      [sound?.id, instant(39, 4)],
    );
    expect(stored).toHaveLength(1);
  });

  it('is neither revised nor judged, and nothing of it is changed', async () => {
    const of = { serialNumber: sick?.serialNumber, quantity: 'FLOW', reason: 'test' };
    const one = { ...of, recordedAt: instant(35, 0), value: 1, unit: 'M3_PER_HOUR' };
    const period = { from: instant(35, 0), to: instant(34, 0) };
    for (const [mutation, input] of [
      [revise, one],
      [judge, { ...of, period, verdict: 'BAD' }],
    ] as const) {
      const { errors } = await world.execute(mutation, { input });
      expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['SERVICE_UNAVAILABLE']);
      for (const text of told(35)) expect(errors?.[0]?.message).toEqual(text);
    }
    await writeFile(path, content);
    const { errors } = await world.execute(revise, { input: one });
    expect(errors).toBeUndefined();
  });

  it('keeps what follows from it: consumption of the day behind it', async () => {
    const meter = await world.addMeter({ serialNumber: 'register', kind: 'customer' });
    const days = [12, 11, 10, 8, 7, 6, 2, 1, 0];
    await send(
      [
        late(
          meter,
          days.map((age) => instant(age, 60)),
          'REGISTER',
        ),
      ],
      'REJECT',
    );
    await world.sql(
      "update readings.meter_readings set received_at = recorded_at + interval '1 hour'",
    );
    await world.telemetry.rollUp();
    await world.run();
    const name = await fileOf(meter, 'REGISTER');
    const whole = await readFile(join(world.archiveFolder, name));
    await truncate(join(world.archiveFolder, name), 100);
    // Nothing was read nine days ago, but what it consumed counts from the day before.
    const gap = late(meter, [instant(9, 60), instant(0, 120)], 'REGISTER');
    const payload = await send([{ ...gap, values: [42.5, 48.5] }], 'SKIP');
    expect(payload).toMatchObject({
      acceptedCount: 1,
      rejectedReadings: [{ valueIndex: 0, reason: 'DAY_UNREADABLE' }],
    });
    for (const text of told(9, name)) expect(messageOf(payload)).toEqual(text);
    await writeFile(join(world.archiveFolder, name), whole);
    expect(await send([{ ...gap, values: [42.5, 48.5] }], 'SKIP')).toMatchObject({
      acceptedCount: 1,
      rejectedCount: 0,
    });
  });

  it('is told of to who reads it, and to nobody else', async () => {
    const read = async (meter: Meter | undefined) => {
      const period = { from: instant(43, 0), to: instant(42, 0) };
      const { data, errors } = await world.execute(readings, { id: meter?.id, period });
      const at = pick(data, '_entities', 0, 'readings', 'at') as string[] | undefined;
      const told = errors?.map(({ extensions, message }) => [extensions['code'], message]);
      return told ?? at?.length;
    };
    expect(await read(sick)).toEqual([
      [
        'SERVICE_UNAVAILABLE',
        expect.stringMatching(/^flow\S+ of the archive cannot be read: .*backup.*`waris doctor`/),
      ],
    ]);
    expect(await read(sound)).toBeGreaterThanOrEqual(96);
    await rename(world.archiveFolder, `${world.archiveFolder}.away`);
    const away = await read(sick);
    await rename(`${world.archiveFolder}.away`, world.archiveFolder);
    expect(away).toEqual([
      ['SERVICE_UNAVAILABLE', 'The archive of readings is not available just now. Try again.'],
    ]);
    await writeFile(path, content);
    expect(await read(sick)).toBeGreaterThanOrEqual(96);
  });

  it('is no fault of readings while the whole archive is away: they may come again', async () => {
    await rename(world.archiveFolder, `${world.archiveFolder}.away`);
    const input = { readings: [late(sick, [instant(34, 5)])], onError: 'SKIP' };
    const { errors } = await world.execute(record, { input });
    await rename(`${world.archiveFolder}.away`, world.archiveFolder);
    expect(errors?.map(({ extensions, message }) => [extensions['code'], message])).toEqual([
      ['SERVICE_UNAVAILABLE', 'The archive of readings is not available just now. Try again.'],
    ]);
  });

  it('is found by its size', async () => {
    const { archive } = await world.telemetry.inspect();
    expect(archive).toMatchObject({ missing: [], damaged: [file], damagedCount: 1 });
    await writeFile(path, content);
    expect((await world.telemetry.inspect()).archive).toMatchObject({ damagedCount: 0 });
  });
});
