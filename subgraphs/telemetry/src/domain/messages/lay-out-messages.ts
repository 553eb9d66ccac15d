import type { ReadingColumns, RejectedRow } from '../reading-columns.ts';
import {
  readMessage,
  type Message,
  type MessageFault,
  type MessageReading,
} from './message-readings.ts';
import type { TopicMapping } from './topic-mapping.ts';

/** Readings of several messages as columns; `messageOf` tells from which message a row came. */
export type LaidOutMessages = {
  readonly columns: ReadingColumns;
  readonly messageOf: Uint32Array;
  readonly faults: readonly (MessageFault & { readonly messageIndex: number })[];
};

export function layOutMessages(
  messages: readonly Message[],
  mappings: readonly TopicMapping[],
): LaidOutMessages {
  const rows: (MessageReading & { messageIndex: number })[] = [];
  const faults: (MessageFault & { messageIndex: number })[] = [];
  for (const [messageIndex, message] of messages.entries()) {
    for (const item of readMapped(message, mappings)) {
      if ('reason' in item) faults.push({ ...item, messageIndex });
      else rows.push({ ...item, messageIndex });
    }
  }
  const places = new Map<string, number>();
  const series: ReadingColumns['series'][number][] = [];
  const placeOf = ({ serialNumber, quantity, unit }: MessageReading): number => {
    const key = JSON.stringify([serialNumber, quantity, unit]);
    const place = places.get(key) ?? series.push({ serialNumber, quantity, unit }) - 1;
    places.set(key, place);
    return place;
  };
  return {
    columns: {
      seriesOf: Uint32Array.from(rows, placeOf),
      series,
      at: Float64Array.from(rows, ({ at }) => at),
      values: Float64Array.from(rows, ({ value }) => value),
      quality: Float64Array.from(rows, ({ quality }) => quality),
    },
    messageOf: Uint32Array.from(rows, ({ messageIndex }) => messageIndex),
    faults,
  };
}

function readMapped(message: Message, mappings: readonly TopicMapping[]) {
  for (const mapping of mappings) {
    const names = mapping.template.match(message.topic);
    if (names !== null) return readMessage(message, mapping, names);
  }
  return [{ reason: 'MALFORMED_ROW', message: 'No mapping fits the topic.' } as const];
}

/** Of which message each rejected row is; a series at fault is told of by each of its rows. */
export function faultsOfMessages(
  { columns, messageOf }: LaidOutMessages,
  rejected: readonly RejectedRow[],
): readonly (MessageFault & { readonly messageIndex: number })[] {
  const ofRow = (row: number, { reason, message }: RejectedRow) => ({
    messageIndex: messageOf[row] ?? 0,
    reason,
    message,
  });
  return rejected.flatMap((one) => {
    if (one.row !== null) return [ofRow(one.row, one)];
    const rows = Array.from(columns.seriesOf.keys());
    return rows.filter((row) => columns.seriesOf[row] === one.series).map((row) => ofRow(row, one));
  });
}
