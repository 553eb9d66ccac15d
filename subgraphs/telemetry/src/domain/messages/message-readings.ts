import { parseInstant } from '../files/parse-instant.ts';
import { parseNumber } from '../files/parse-number.ts';
import type { ReadingQuantity } from '../quantity.ts';
import type { ReadingRejection } from '../reading-columns.ts';
import type { TopicMapping } from './topic-mapping.ts';
import type { TopicNames } from './topic-template.ts';

/** A message from a broker, as far as its readings go. */
export type Message = {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Milliseconds since 1970; stands for the time of a reading that carries none. */
  readonly receivedAt: number;
  /** Kept by the broker from before: nobody knows when it was sent. */
  readonly retained: boolean;
};

export type MessageReading = {
  readonly serialNumber: string;
  readonly quantity: ReadingQuantity;
  readonly unit: string;
  readonly at: number;
  /** NaN when it is no number. */
  readonly value: number;
  /** NaN when none is given. */
  readonly quality: number;
};

export type MessageFault = { readonly reason: ReadingRejection; readonly message: string };

export const longestMessage = 1_048_576;
const mostReadings = 10_000;

type Said = Readonly<Record<string, unknown>>;

/** The readings of a message, each read or told what is wrong with it; never throws. */
export function readMessage(
  message: Message,
  mapping: TopicMapping,
  names: TopicNames,
): readonly (MessageReading | MessageFault)[] {
  if (message.payload.length > longestMessage) {
    return [malformed(`The message is larger than ${longestMessage} bytes.`)];
  }
  const items = itemsOf(new TextDecoder().decode(message.payload));
  if (items.length === 0) return [malformed('The message is empty.')];
  if (items.length > mostReadings) {
    return [malformed(`The message has ${items.length} readings, more than ${mostReadings}.`)];
  }
  return items.map((item) =>
    typeof item === 'string' ? malformed(item) : readItem(item, message, mapping, names),
  );
}

/** A bare number, an object, an array of either, or an object a line; a text says what is wrong. */
function itemsOf(text: string): readonly (Said | number | string)[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (!/^[[{]/.test(trimmed)) {
    const value = parseNumber(trimmed);
    return [value ?? 'The message is neither a number nor JSON.'];
  }
  const whole = parseJson(trimmed);
  if (whole === undefined && trimmed.startsWith('{') && trimmed.includes('\n')) {
    const lines = trimmed.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => itemOf(parseJson(line)));
  }
  return Array.isArray(whole) ? whole.map(itemOf) : [itemOf(whole)];
}

function itemOf(parsed: unknown): Said | number | string {
  if (typeof parsed === 'number') return parsed;
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  return isObject ? (parsed as Said) : 'It is neither a number nor a JSON object.';
}

function readItem(
  item: Said | number,
  message: Message,
  mapping: TopicMapping,
  names: TopicNames,
): MessageReading | MessageFault {
  const said = (field: keyof TopicMapping['fields']) =>
    typeof item === 'number' ? undefined : valueAt(item, mapping.fields[field]);
  const name = names.serialNumber ?? said('serialNumber');
  if (typeof name !== 'string') return malformed('Nothing says the serial number of the meter.');
  const quantity = quantityOf(names.quantity ?? said('quantity'), mapping);
  if (quantity === null) return malformed('Nothing says which quantity it is.');
  const unit = said('unit') ?? mapping.units[quantity];
  if (typeof unit !== 'string') return malformed('The unit is not a text.');
  const time = said('at');
  if (time === undefined && message.retained) {
    const text = 'A retained message without a time: nobody knows when it was read.';
    return { reason: 'BAD_TIME', message: text };
  }
  const value = typeof item === 'number' ? item : said('value');
  return {
    serialNumber: mapping.serialNumbers.get(name) ?? name,
    quantity,
    unit,
    at: time === undefined ? message.receivedAt : instantOf(time),
    value: typeof value === 'number' ? value : Number.NaN,
    quality: qualityOf(said('quality')),
  };
}

function quantityOf(name: unknown, mapping: TopicMapping): ReadingQuantity | null {
  if (name === undefined) return mapping.quantity;
  return typeof name === 'string' ? (mapping.quantities.get(name.toLowerCase()) ?? null) : null;
}

/** RFC 3339 with its offset, or seconds or milliseconds since 1970. */
function instantOf(time: unknown): number {
  if (typeof time === 'string') return parseInstant(time);
  if (typeof time !== 'number') return Number.NaN;
  // As seconds this is the year 5138, as milliseconds 1973.
  return Math.round(Math.abs(time) < 1e11 ? time * 1000 : time);
}

// What is no number must not pass for an absent quality.
function qualityOf(quality: unknown): number {
  if (quality === undefined || quality === null) return Number.NaN;
  return typeof quality === 'number' ? quality : -1;
}

/** The member at a path such as `object.flow`; undefined where there is none. */
function valueAt(item: Said, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return isObject ? (value as Said)[key] : undefined;
  }, item);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const malformed = (message: string): MessageFault => ({ reason: 'MALFORMED_ROW', message });
