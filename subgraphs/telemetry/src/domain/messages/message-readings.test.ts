import fc from 'fast-check';
import { readMessage, type Message } from './message-readings.ts';
import { makeTopicMapping, type WrittenMapping } from './topic-mapping.ts';

const receivedAt = Date.UTC(2026, 0, 2);

function read(payload: string | Uint8Array, given: Partial<WrittenMapping & Message> = {}) {
  const mapping = makeTopicMapping({ topic: 'm/{serialNumber}/{quantity}', ...given });
  if (!mapping.ok) throw new Error(mapping.errors.join(' '));
  const topic = given.topic === undefined ? 'm/M-1/flow' : 'readings';
  const names = mapping.value.template.match(topic);
  if (names === null) throw new Error('The template does not fit.');
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const message = { topic, payload: bytes, receivedAt, retained: given.retained ?? false };
  return readMessage(message, mapping.value, names);
}

const usual = { serialNumber: 'M-1', quantity: 'FLOW', unit: 'm3/h', quality: Number.NaN };
const at = Date.UTC(2026, 0, 1);

describe('a message', () => {
  it.each([
    ['12.5', 12.5],
    [' -3\n', -3],
    ['1e2', 100],
    ['NaN', Number.NaN],
    ['Infinity', Number.NaN],
    ['twelve', Number.NaN],
    ['"12"', Number.NaN],
  ])('that is the bare number %p was read when it came', (payload, value) => {
    expect(read(payload)).toEqual([{ ...usual, at: receivedAt, value }]);
  });

  it('says time, value, unit and quality in JSON, alone, in a list or a line each', () => {
    const one = { at: '2026-01-01T00:00:00Z', value: 1, unit: 'L/s', quality: 80 };
    const expected = { ...usual, at, value: 1, unit: 'L/s', quality: 80 };
    expect(read(JSON.stringify(one))).toEqual([expected]);
    expect(read(JSON.stringify([one, one]))).toEqual([expected, expected]);
    expect(read(`${JSON.stringify(one)}\r\n\n${JSON.stringify(one)}\n`)).toEqual([
      expected,
      expected,
    ]);
  });

  it.each([at / 1000, at, '2026-01-01T07:00:00+07:00'])('takes %p as a time', (time) => {
    expect(read(JSON.stringify({ at: time, value: 1 }))).toMatchObject([{ at }]);
  });

  it('is read by the mapping: units, names, places of its parts', () => {
    const reading = read(
      JSON.stringify({ dev: { eui: 'ab' }, object: { p: 3 }, kind: 'Druck', time: at }),
      {
        topic: 'readings',
        quantities: { druck: 'PRESSURE' },
        units: { PRESSURE: 'bar' },
        serialNumbers: { ab: 'M-2' },
        fields: { serialNumber: 'dev.eui', value: 'object.p', quantity: 'kind', at: 'time' },
      },
    );
    expect(reading).toEqual([
      { ...usual, serialNumber: 'M-2', quantity: 'PRESSURE', unit: 'bar', at, value: 3 },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['half an object', '{"value":'],
    ['no object in a list', '[[1]]'],
    ['too many readings', `[${'1,'.repeat(10_000)}1]`],
    ['too many bytes', ' '.repeat(1_048_577)],
    ['a unit that is no text', '{"value":1,"unit":5}'],
  ])('of %s is malformed', (_what, payload) => {
    expect(read(payload)).toMatchObject([{ reason: 'MALFORMED_ROW' }]);
  });

  it('needs a meter and a quantity from somewhere', () => {
    expect(read('1', { topic: 'readings' })).toMatchObject([{ reason: 'MALFORMED_ROW' }]);
    expect(read('{"serialNumber":"a","value":1}', { topic: 'readings' })).toMatchObject([
      { reason: 'MALFORMED_ROW' },
    ]);
    expect(
      read('{"serialNumber":"a","value":1}', { topic: 'readings', quantity: 'REGISTER' }),
    ).toMatchObject([{ serialNumber: 'a', quantity: 'REGISTER', unit: 'm3' }]);
  });

  it('that the broker retained needs a time of its own', () => {
    expect(read('1', { retained: true })).toMatchObject([{ reason: 'BAD_TIME' }]);
    expect(read(JSON.stringify({ at, value: 1 }), { retained: true })).toMatchObject([{ at }]);
  });

  it('of any bytes is read or told what is wrong with it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from)), (bytes) => {
        for (const item of read(bytes)) {
          expect('reason' in item ? item.message : item.serialNumber).toEqual(expect.any(String));
        }
      }),
    );
  });
});
