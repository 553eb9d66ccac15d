import type { Message } from '../../domain/messages/message-readings.ts';

/** A message that waits to be stored. */
export type WaitingMessage = Message & {
  /** Tells the broker that it is stored. */
  acknowledge(): void;
  /** False when the broker will send it again, since its connection is gone. */
  isStillOurs(): boolean;
};

export type QueueLimits = { readonly mostMessages: number; readonly mostBytes: number };

export type MessageQueue = ReturnType<typeof createMessageQueue>;

/**
 * Messages in the order they came. Bounded: whoever adds one waits for room before the next, so
 * that the broker, and not this process's memory, keeps what cannot be stored yet.
 */
export function createMessageQueue(limits: QueueLimits) {
  let waiting: WaitingMessage[] = [];
  let bytes = 0;
  let onRoom: (() => void)[] = [];
  const isFull = () => waiting.length >= limits.mostMessages || bytes >= limits.mostBytes;
  const sizeOf = (messages: readonly WaitingMessage[]) =>
    messages.reduce((sum, { payload }) => sum + payload.length, 0);
  const letIn = () => {
    if (isFull()) return;
    const all = onRoom;
    onRoom = [];
    for (const goOn of all) goOn();
  };

  return {
    count: () => waiting.length,
    /** Calls `goOn` once there is room for another. */
    add: (message: WaitingMessage, goOn: () => void): void => {
      waiting.push(message);
      bytes += message.payload.length;
      onRoom.push(goOn);
      letIn();
    },
    /** The oldest, as many as may be stored at once; they stay until they are dropped. */
    peek: (batch: QueueLimits): readonly WaitingMessage[] => {
      let [count, size] = [0, 0];
      for (const { payload } of waiting) {
        size += payload.length;
        if (count > 0 && (count === batch.mostMessages || size > batch.mostBytes)) break;
        count += 1;
      }
      return waiting.slice(0, count);
    },
    drop: (messages: readonly WaitingMessage[]): void => {
      const gone = new Set(messages);
      waiting = waiting.filter((message) => !gone.has(message));
      bytes = sizeOf(waiting);
      letIn();
    },
    /** Lets go of what the broker will send again. */
    dropLost: (): void => {
      waiting = waiting.filter((message) => message.isStillOurs());
      bytes = sizeOf(waiting);
      letIn();
    },
  };
}
