import { faultsOfMessages, layOutMessages } from '../../domain/messages/lay-out-messages.ts';
import type { Message } from '../../domain/messages/message-readings.ts';
import type { TopicMapping } from '../../domain/messages/topic-mapping.ts';
import type {
  RejectedMessage,
  RejectedMessageRepository,
} from '../../persistence/rejected-messages.ts';
import { ingestReadings, type IngestContext } from '../ingest-readings.ts';

export type MessageContext = IngestContext & {
  readonly rejectedMessages: RejectedMessageRepository;
};

export type StoredMessages = {
  readonly acceptedCount: number;
  readonly duplicateCount: number;
  readonly rejectedCount: number;
};

type Rejected = Omit<RejectedMessage, 'id'>;

const longestStart = 1_000;

/**
 * Stores the readings of messages and keeps what cannot be stored of them for a person to see.
 * When it returns all of it is committed; the same messages again change nothing but that list.
 */
export async function storeMessages(
  context: MessageContext,
  messages: readonly Message[],
  mappings: readonly TopicMapping[],
): Promise<StoredMessages> {
  context.viewer.require('telemetry:write');

  const laidOut = layOutMessages(messages, mappings);
  const { acceptedCount, duplicateCount, rejected } = await ingestReadings(
    context,
    laidOut.columns,
    { onError: 'SKIP', source: 'mqtt' },
  );
  const faults = [...laidOut.faults, ...faultsOfMessages(laidOut, rejected)];
  if (faults.length > 0) {
    await context.rejectedMessages.keep(byReason(messages, faults), context.now());
  }
  return { acceptedCount, duplicateCount, rejectedCount: faults.length };
}

/** One for each message and reason, however many of its readings are at fault. */
function byReason(
  messages: readonly Message[],
  faults: ReturnType<typeof faultsOfMessages>,
): readonly Rejected[] {
  const groups = Map.groupBy(faults, ({ messageIndex, reason }) => `${messageIndex} ${reason}`);
  return Array.from(groups.values()).flatMap((group) => {
    const [first] = group;
    const message = messages[first?.messageIndex ?? 0];
    if (first === undefined || message === undefined) return [];
    return {
      topic: message.topic.replaceAll('\0', '\uFFFD'),
      payloadStart: startOf(message.payload),
      reason: first.reason,
      message: first.message.replaceAll('\0', '\uFFFD'),
      readingCount: group.length,
      receivedAt: new Date(message.receivedAt),
    };
  });
}

// PostgreSQL refuses the character NUL in a text.
function startOf(payload: Uint8Array): string {
  const text = new TextDecoder().decode(payload.subarray(0, longestStart));
  return text.replaceAll('\0', '\uFFFD');
}
