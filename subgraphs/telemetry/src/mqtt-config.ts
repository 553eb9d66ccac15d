import { readFileSync } from 'node:fs';
import { areaScopeSchema, StartError, type AreaScope } from '@waris/service-kit';
import { z } from 'zod';
import {
  makeTopicMapping,
  type TopicMapping,
  type WrittenMapping,
} from './domain/messages/topic-mapping.ts';

export type MqttConfig = {
  readonly url: string;
  readonly credentials: { readonly username?: string; readonly password?: string };
  /** Of the session that the broker keeps: one ingesting process for each. */
  readonly clientId: string;
  readonly mappings: readonly TopicMapping[];
  /** Meters elsewhere are as unknown ones. */
  readonly scope: AreaScope;
};

export const mqttSettings = {
  MQTT_URL: z
    .url({
      protocol: /^(mqtts?|wss?)$/,
      error: 'is not a URL that starts with mqtt://, mqtts://, ws:// or wss://',
    })
    .optional(),
  MQTT_USERNAME: z.string().optional(),
  MQTT_PASSWORD: z.string().optional(),
  MQTT_CLIENT_ID: z.string().max(64, 'is longer than 64 characters').default('waris-telemetry'),
  MQTT_TOPICS: z.string().default('meters/{serialNumber}/{quantity}'),
  MQTT_SCOPE: z.string().default('everywhere'),
};

type Settings = z.infer<z.ZodObject<typeof mqttSettings>>;

const quantity = z.enum(['FLOW', 'PRESSURE', 'REGISTER']);
const text = z.string().min(1).max(200);
const writtenMappings = z
  .array(
    z.strictObject({
      topic: text,
      quantity: quantity.optional(),
      quantities: z.record(text, quantity).optional(),
      units: z.partialRecord(quantity, text).optional(),
      serialNumbers: z.record(text, text).optional(),
      fields: z
        .partialRecord(z.enum(['serialNumber', 'quantity', 'at', 'value', 'unit', 'quality']), text)
        .optional(),
    }),
  )
  .min(1)
  .max(100);

/** Null when no broker is set. */
export function mqttConfigOf(settings: Settings): MqttConfig | null {
  const { MQTT_URL: url, MQTT_USERNAME: username, MQTT_PASSWORD: password } = settings;
  if (url === undefined) return null;
  return {
    url,
    credentials: {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
    clientId: settings.MQTT_CLIENT_ID,
    mappings: mappingsOf(settings.MQTT_TOPICS),
    scope: scopeOf(settings.MQTT_SCOPE),
  };
}

/** Templates separated by spaces or commas, or a JSON file of mappings. */
function mappingsOf(written: string): readonly TopicMapping[] {
  const mappings = written.endsWith('.json')
    ? readMappings(written)
    : written.split(/[\s,]+/).flatMap((topic) => (topic === '' ? [] : { topic }));
  if (mappings.length === 0) throw new StartError('MQTT_TOPICS names no topic.');
  return mappings.map((mapping) => {
    const made = makeTopicMapping(mapping);
    if (!made.ok) throw new StartError(`MQTT_TOPICS: ${made.errors.join(' ')}`);
    return made.value;
  });
}

function readMappings(file: string): readonly WrittenMapping[] {
  const parsed = writtenMappings.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new StartError(`MQTT_TOPICS: ${file}: ${issue?.path.join('.')}: ${issue?.message}.`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError(`MQTT_TOPICS: ${file} cannot be read, or is not JSON.`, { cause: error });
  }
}

/** `everywhere`, or `region:<id>`, `branch:<id>` and `dma:<id>` separated by commas. */
function scopeOf(written: string): AreaScope {
  if (written === 'everywhere') return 'everywhere';
  const parts = written.split(',').map((part) => part.trim().split(':'));
  const idsOf = (kind: string) => parts.flatMap(([own, id]) => (own === kind ? (id ?? '') : []));
  const known = parts.every(([kind]) => ['region', 'branch', 'dma'].includes(kind ?? ''));
  const parsed = areaScopeSchema.safeParse({
    regionIds: idsOf('region'),
    branchIds: idsOf('branch'),
    dmaIds: idsOf('dma'),
  });
  if (known && parsed.success) return parsed.data;
  throw new StartError('MQTT_SCOPE is not everywhere, region:<id>, branch:<id> or dma:<id>.');
}
