import { fail, ok, type Result } from '@waris/service-kit';
import type { ReadingQuantity } from '../quantity.ts';
import { factorOf } from '../reading-unit.ts';
import { parseTopicTemplate, type TopicTemplate } from './topic-template.ts';

/** How the messages of some topics are read. */
export type TopicMapping = {
  readonly template: TopicTemplate;
  /** Of messages in which nothing names one. */
  readonly quantity: ReadingQuantity | null;
  /** Names of quantities in topics and payloads, in small letters. */
  readonly quantities: ReadonlyMap<string, ReadingQuantity>;
  /** Of readings that name none. */
  readonly units: Readonly<Record<ReadingQuantity, string>>;
  /** Names in topics or payloads that are not serial numbers. */
  readonly serialNumbers: ReadonlyMap<string, string>;
  /** Where in a JSON object each part stands, such as `object.flow`. */
  readonly fields: MessageFields;
};

export type MessageFields = Readonly<
  Record<'serialNumber' | 'quantity' | 'at' | 'value' | 'unit' | 'quality', string>
>;

/** A mapping as it is written down. */
export type WrittenMapping = {
  readonly topic: string;
  readonly quantity?: ReadingQuantity | undefined;
  readonly quantities?: Readonly<Record<string, ReadingQuantity>> | undefined;
  readonly units?: Partial<Record<ReadingQuantity, string | undefined>> | undefined;
  readonly serialNumbers?: Readonly<Record<string, string>> | undefined;
  readonly fields?: Partial<Record<keyof MessageFields, string | undefined>> | undefined;
};

const usualUnits = { FLOW: 'm3/h', PRESSURE: 'm', REGISTER: 'm3' } as const;
const usualQuantities = { flow: 'FLOW', pressure: 'PRESSURE', register: 'REGISTER' } as const;
const usualFields: MessageFields = {
  serialNumber: 'serialNumber',
  quantity: 'quantity',
  at: 'at',
  value: 'value',
  unit: 'unit',
  quality: 'quality',
};

/** Completes a mapping with what is usual, or says what is wrong with it. */
export function makeTopicMapping(written: WrittenMapping): Result<TopicMapping, string> {
  const template = parseTopicTemplate(written.topic);
  if (!template.ok) return template;
  const units = { ...usualUnits, ...set(written.units) };
  for (const quantity of ['FLOW', 'PRESSURE', 'REGISTER'] as const) {
    if (factorOf(quantity, units[quantity]) === null) {
      return fail(`"${units[quantity]}" is no unit of ${quantity}.`);
    }
  }
  const quantities = Object.entries({ ...usualQuantities, ...written.quantities });
  return ok({
    template: template.value,
    quantity: written.quantity ?? null,
    quantities: new Map(quantities.map(([name, one]) => [name.toLowerCase(), one])),
    units,
    serialNumbers: new Map(Object.entries(written.serialNumbers ?? {})),
    fields: { ...usualFields, ...set(written.fields) },
  });
}

/** Without members that are undefined, which would replace what is usual. */
function set<Key extends string, Value>(
  members: Partial<Record<Key, Value | undefined>> | undefined,
): Partial<Record<Key, Value>> {
  const entries = Object.entries<Value | undefined>(members ?? {});
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<
    Record<Key, Value>
  >;
}
