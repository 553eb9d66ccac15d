import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTelemetryConfig } from './config.ts';

const base = { DATABASE_URL: 'postgres://localhost/x' };
const parse = (more: Readonly<Record<string, string>>) =>
  parseTelemetryConfig({ ...base, ...more }).mqtt ?? null;
const url = { MQTT_URL: 'mqtts://user:secret@broker:8883' };

describe('the settings of MQTT', () => {
  it('are none without a broker', () => {
    expect(parse({ MQTT_TOPICS: 'a' })).toBeNull();
  });

  it('have a topic, a session and all of the network by default', () => {
    const config = parse(url);
    expect(config).toMatchObject({ url: url.MQTT_URL, clientId: 'waris-telemetry' });
    expect(config?.scope).toBe('everywhere');
    expect(config?.mappings.map(({ template }) => template.filter)).toEqual(['meters/+/+']);
  });

  it('take several topics, an account and a part of the network', () => {
    const id = '01890000-0000-7000-8000-000000000001';
    const config = parse({
      ...url,
      MQTT_TOPICS: 'a/{serialNumber}, b/#',
      MQTT_USERNAME: 'u',
      MQTT_SCOPE: `branch:${id},dma:${id}`,
    });
    expect(config?.mappings).toHaveLength(2);
    expect(config?.credentials).toEqual({ username: 'u' });
    expect(config?.scope).toEqual({ regionIds: [], branchIds: [id], dmaIds: [id] });
  });

  it.each([
    [{ MQTT_URL: 'http://broker' }, 'MQTT_URL'],
    [{ ...url, MQTT_TOPICS: 'a/{serial}' }, 'MQTT_TOPICS: "a/{serial}"'],
    [{ ...url, MQTT_TOPICS: ' , ' }, 'MQTT_TOPICS names no topic'],
    [
      { ...url, MQTT_TOPICS: '/nowhere/mqtt.json' },
      'MQTT_TOPICS: /nowhere/mqtt.json cannot be read',
    ],
    [{ ...url, MQTT_SCOPE: 'region:5' }, 'MQTT_SCOPE'],
    [{ ...url, MQTT_SCOPE: 'planet:5' }, 'MQTT_SCOPE'],
  ])('stop the start when wrong: %p', (wrong, message) => {
    expect(() => parse(wrong)).toThrow(message);
  });

  describe('in a file of mappings', () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'waris-mqtt-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));
    const parseFile = (content: unknown) => {
      const file = join(folder, 'mqtt.json');
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      return parse({ ...url, MQTT_TOPICS: file });
    };

    it('say quantity, units, names and places', () => {
      const config = parseFile([
        {
          topic: 'x/{serialNumber}/up',
          quantity: 'REGISTER',
          units: { REGISTER: 'L' },
          serialNumbers: { ab: 'M-1' },
          fields: { value: 'object.volume' },
        },
      ]);
      const [mapping] = config?.mappings ?? [];
      expect(mapping).toMatchObject({
        quantity: 'REGISTER',
        units: { REGISTER: 'L', FLOW: 'm3/h' },
        fields: { value: 'object.volume', at: 'at' },
      });
      expect(mapping?.serialNumbers.get('ab')).toBe('M-1');
    });

    it.each([
      ['{', 'is not JSON'],
      [[], 'mqtt.json'],
      [[{ topic: 'a', unit: 'L' }], 'mqtt.json: 0'],
      [[{ topic: 'a', units: { FLOW: 'bar' } }], '"bar" is no unit of FLOW'],
    ])('stop the start when wrong: %p', (content, message) => {
      expect(() => parseFile(content)).toThrow(message);
    });
  });
});
