import { parseInstant } from '../../domain/files/parse-instant.ts';
import { isQuantity, type ReadingQuantity } from '../../domain/quantity.ts';
import { flushEvery } from '../import-readings/csv-pieces.ts';
import { roomForRows } from '../import-readings/collect-columns.ts';
import type { RejectedRows } from '../import-readings/rejected-rows.ts';
import { createRowBuffer, type Collected } from '../import-readings/row-buffer.ts';
import { overlongLine, readLines } from './read-lines.ts';

/** Of lines that name none. */
export type LineDefaults = {
  readonly quantity: ReadingQuantity | undefined;
  readonly unit: string | undefined;
};

const longestLine = 65_536;

/** Readings, one JSON object a line, as columns of bounded size; tells of bad lines on the way. */
export async function* ndjsonPieces(
  bytes: AsyncIterable<Uint8Array>,
  defaults: LineDefaults,
  rejected: RejectedRows,
): AsyncGenerator<Collected> {
  const buffer = createRowBuffer(roomForRows);
  const readLine = createLineReader(defaults);
  for await (const { firstNumber, lines } of readLines(bytes, longestLine)) {
    for (const [place, text] of lines.entries()) {
      const line = firstNumber + place;
      const row = readLine(text);
      if (row === null) continue;
      if (typeof row === 'string') {
        rejected.add({ line, column: null, reason: 'MALFORMED_ROW', message: row });
        if (rejected.count() % flushEvery === 0) await rejected.flush();
        continue;
      }
      buffer.put({ ...row, line, column: null });
      if (buffer.used() === roomForRows) yield buffer.take();
    }
  }
  yield buffer.take();
}

type LineRow = {
  readonly serialNumber: string;
  readonly quantity: ReadingQuantity;
  readonly unit: string;
  readonly at: number;
  readonly value: number;
  readonly quality: number;
};

/**
 * What a line says, null when it is empty, or why it is no reading. By hand, since a schema
 * library would take longer than all the rest; values and times are judged with those of files.
 */
function createLineReader(defaults: LineDefaults): (text: string) => LineRow | string | null {
  let [lastText, lastAt] = ['', Number.NaN];
  // Most lines are about the same moment as the one before.
  const instantOf = (at: unknown): number => {
    if (typeof at !== 'string') return Number.NaN;
    if (at !== lastText) [lastText, lastAt] = [at, parseInstant(at)];
    return lastAt;
  };
  return (text) => {
    if (text === overlongLine) return `The line is longer than ${longestLine} characters.`;
    if (text === '' || text === '\r') return null;
    const said = parseObject(text);
    if (said === null) return 'The line is not a JSON object.';
    const { serialNumber, quantity = defaults.quantity, unit = defaults.unit, quality } = said;
    if (typeof serialNumber !== 'string') return '`serialNumber` is not a text.';
    if (!isQuantity(quantity)) return '`quantity` is none of FLOW, PRESSURE, REGISTER.';
    if (typeof unit !== 'string') return '`unit` is not a text.';
    return {
      serialNumber,
      quantity,
      unit,
      at: instantOf(said['at']),
      value: typeof said['value'] === 'number' ? said['value'] : Number.NaN,
      quality: qualityOf(quality),
    };
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  // Spares the cost of an exception for what is not JSON at all.
  if (!text.startsWith('{')) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    // What parses and begins with a brace is an object.
    return parsed as Record<string, unknown>;
  } catch {
    return null;
  }
}

// What is no number must not pass for an absent quality.
function qualityOf(quality: unknown): number {
  if (quality === undefined || quality === null) return Number.NaN;
  return typeof quality === 'number' ? quality : -1;
}
