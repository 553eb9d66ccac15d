import { limitedTo, openWorld, pick, type World } from './world.ts';

const from = '2026-03-25T00:00:00Z';
const hourMs = 3_600_000;
const start = Date.parse(from);
const tables = {
  FLOW: ['flow_readings', 'flow_m3_per_hour'],
  PRESSURE: ['pressure_readings', 'pressure_m'],
  REGISTER: ['meter_readings', 'consumption_m3'],
} as const;

describe('readings of a meter', () => {
  let world: World;
  const meters: Record<string, string> = {};
  beforeAll(async () => {
    world = await openWorld({ dmas: 2, ownDatabase: true });
    await world.sql('update dma.dmas set time_zone = $2 where id = $1', [dma(0), 'Europe/Berlin']);
    await world.sql('update dma.dmas set time_zone = $2 where id = $1', [dma(1), 'Asia/Kolkata']);
    await fill('FLOW', 'flow', 0, 300);
    await fill('PRESSURE', 'pressure', 1, 900);
    await fill('REGISTER', 'customer', 1, 3600);
  });
  afterAll(() => world.close());

  const dma = (index: number): string => world.tenant.dmas[index]?.id ?? '';
  const fill = async (
    quantity: keyof typeof tables,
    name: string,
    place: number,
    stepSeconds: number,
  ) => {
    const kind = quantity === 'REGISTER' ? 'customer' : quantity === 'FLOW' ? 'zone' : 'pressure';
    const meter = await world.addMeter({ serialNumber: name, kind, dmaId: dma(place) });
    meters[quantity] = meter.id;
    const [table, value] = tables[quantity];
    const to = new Date(start + 9 * 24 * hourMs);
    await world.sql('select readings.ensure_partitions($1, $2, $3)', [table, from, to]);
    const register = quantity === 'REGISTER' ? ', register_m3' : '';
    await world.sql(
      `insert into readings.${table} (meter_id, recorded_at, ${value}, quality_code, source${register})
       select $1, at, 20 + 3 * sin(extract(epoch from at) / 9000),
         case when n % 37 = 5 then 11 when n % 53 = 7 then 3 else 0 end, 'test' ${register === '' ? '' : ', n'}
       from generate_series($2::timestamptz, $3::timestamptz - interval '1 s', make_interval(secs => $4))
         with ordinality as t (at, n)
       where n % 29 <> 3 and n not between 100 and 130`,
      [meter.id, from, to, stepSeconds],
    );
    await touch(quantity);
  };
  const touch = (quantity: keyof typeof tables) =>
    world.sql('select readings.touch_days($1, $2, $3, $4)', [
      quantity,
      meters[quantity],
      from,
      new Date(start + 9 * 24 * hourMs),
    ]);

  const period = 'period: { from: "2026-03-25T22:45:00Z", to: "2026-04-01T22:00:00Z" }';
  const request = (fields: string) => `query ($id: ID!) {
    _entities(representations: [{ __typename: "Meter", id: $id }]) { ... on Meter { ${fields} } } }`;
  const ask = async (quantity: keyof typeof tables, fields: string) => {
    const { data, errors } = await world.execute(request(fields), { id: meters[quantity] });
    expect(errors).toBeUndefined();
    return pick(data, '_entities', 0);
  };
  const rounded = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
      typeof item === 'number' ? Number(item.toPrecision(10)) : item,
    );

  it.each(['FLOW', 'PRESSURE', 'REGISTER'] as const)(
    'are the same from roll-ups as from the readings of %s',
    async (quantity) => {
      const fields: string[] = [];
      for (const resolution of ['FIVE_MINUTES', 'FIFTEEN_MINUTES', 'HOUR', 'DAY', 'MONTH']) {
        for (const aggregation of ['MEAN', 'SUM', 'MIN', 'MAX']) {
          if (quantity === 'PRESSURE' && aggregation === 'SUM') continue;
          for (const suspect of [true, false]) {
            fields.push(`${resolution}${aggregation}${suspect}: readings(${period}, resolution: ${resolution},
              aggregation: ${aggregation}, includeSuspect: ${suspect}) { at values suspectCounts unit }`);
          }
        }
      }
      await touch(quantity);
      const fresh = await ask(quantity, fields.join('\n'));
      await world.telemetry.rollUp();
      expect(rounded(await ask(quantity, fields.join('\n')))).toEqual(rounded(fresh));
      expect(pick(fresh, 'DAYMEANtrue', 'values')).toHaveLength(7);
      expect(pick(fresh, 'HOURMEANtrue', 'suspectCounts')).toContain(1);
    },
  );

  it('have the days of the meter’s area, the volume of a flow and the consumption of a register', async () => {
    await world.telemetry.rollUp();
    const days = `readings(${period}, resolution: DAY, aggregation: SUM) { at unit values aggregation }`;
    const flow = await ask('FLOW', days);
    expect(pick(flow, 'readings', 'at', 3)).toBe('2026-03-28T23:00:00.000Z');
    expect(pick(flow, 'readings', 'unit')).toBe('M3');
    const mean = await ask('FLOW', `readings(${period}, resolution: DAY) { values unit }`);
    // 29 March had 23 hours in Berlin.
    expect(pick(flow, 'readings', 'values', 3)).toBeCloseTo(
      23 * Number(pick(mean, 'readings', 'values', 3)),
      6,
    );
    const register = await ask(
      'REGISTER',
      `readings(${period}, resolution: DAY) { at unit aggregation values }`,
    );
    expect(pick(register, 'readings')).toMatchObject({ unit: 'M3', aggregation: 'SUM' });
    expect(pick(register, 'readings', 'at', 0)).toBe('2026-03-26T18:30:00.000Z');
    const [{ sum }] = (await world.sql(
      `select sum(consumption_m3) from readings.meter_readings where meter_id = $1 and quality_code <> 3
         and recorded_at >= '2026-03-26T18:30:00Z' and recorded_at < '2026-03-27T18:30:00Z'`,
      [meters['REGISTER']],
    )) as [{ sum: number }];
    expect(pick(register, 'readings', 'values', 0)).toBeCloseTo(sum, 6);
  });

  it('come raw with what is known of each, and thinned out on request', async () => {
    const raw = await ask(
      'FLOW',
      `readings(${period}) { at values quality suspectCounts exceptionCount exceptions { index state rule } }
       sound: readings(${period}, includeSuspect: false) { exceptionCount values }
       thin: readings(${period}, downsample: true, maxPoints: 100) { at values downsampled }`,
    );
    const exceptions = pick(raw, 'readings', 'exceptions') as { index: number; state: string }[];
    expect(exceptions).toContainEqual({
      index: expect.any(Number),
      state: 'SUSPECT',
      rule: 'OUT_OF_RANGE',
    });
    expect(exceptions).toContainEqual({ index: expect.any(Number), state: 'BAD', rule: null });
    const suspect = exceptions.find(({ state }) => state === 'SUSPECT')?.index ?? -1;
    expect(pick(raw, 'readings', 'suspectCounts', suspect)).toBe(1);
    expect(pick(raw, 'sound', 'exceptionCount')).toBe(0);
    expect(pick(raw, 'readings', 'exceptionCount')).toBe(exceptions.length);
    const values = pick(raw, 'readings', 'values') as number[];
    expect(pick(raw, 'sound', 'values')).toHaveLength(values.length - exceptions.length);
    const thin = pick(raw, 'thin', 'values') as number[];
    expect(thin.length).toBeGreaterThanOrEqual(98);
    expect(thin.length).toBeLessThanOrEqual(100);
    expect(thin).toContain(Math.max(...values));
    expect(thin).toContain(Math.min(...values));
    expect(pick(raw, 'thin', 'downsampled')).toBe(true);
  });

  it('mark what was filled', async () => {
    const gap = 'period: { from: "2026-03-25T08:00:00Z", to: "2026-03-25T12:00:00Z" }';
    const filled = await ask(
      'FLOW',
      `none: readings(${gap}, resolution: HOUR) { values filledIndexes }
       line: readings(${gap}, resolution: HOUR, fill: LINEAR) { values filledIndexes }
       volume: readings(${gap}, resolution: HOUR, fill: LINEAR, aggregation: SUM) { values filledIndexes }`,
    );
    expect(pick(filled, 'none', 'values', 1)).toBeNull();
    expect(pick(filled, 'none', 'filledIndexes')).toEqual([]);
    expect(pick(filled, 'line', 'filledIndexes')).toEqual([1]);
    expect(pick(filled, 'line', 'values', 1)).toBeCloseTo(
      (Number(pick(filled, 'line', 'values', 0)) + Number(pick(filled, 'line', 'values', 2))) / 2,
      6,
    );
    expect(pick(filled, 'volume')).toEqual(pick(filled, 'line'));
  });

  it.each([
    [`readings(${period}, maxPoints: 10) { at }`, 'more than 10 readings'],
    [`readings(${period}, fill: LAST) { at }`, 'no gaps to fill'],
    [`readings(${period}, aggregation: MIN) { at }`, 'nothing to aggregate'],
    [
      `readings(${period}, quantity: PRESSURE, resolution: DAY, aggregation: SUM) { at }`,
      'do not add up',
    ],
    [
      `readings(${period}, quantity: REGISTER, resolution: DAY, fill: LAST) { at }`,
      'count it twice',
    ],
    [`readings(${period}, downsample: true, maxPoints: 2) { at }`, 'must be from 4'],
    [
      `readings(period: { from: "2020-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }, resolution: FIVE_MINUTES) { at }`,
      'ask for DAY',
    ],
  ])('are refused in words for %s', async (fields, words) => {
    const { errors } = await world.execute(request(fields), { id: meters['FLOW'] });
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(words);
  });

  it('are those of nothing to the caller of another area', async () => {
    const other = await openWorld({ postgresUrl: world.postgresUrl });
    const fields = `readings(${period}, resolution: HOUR) { at }`;
    const { data, errors } = await other.execute(
      request(fields),
      { id: meters['FLOW'] },
      limitedTo(other),
    );
    expect(errors).toBeUndefined();
    expect(pick(data, '_entities', 0)).toEqual({ readings: null });
    await other.close();
  });
});
