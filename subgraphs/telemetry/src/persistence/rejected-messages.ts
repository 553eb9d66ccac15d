import { query, type Pool } from '@waris/database';
import type { PageRequest } from '@waris/service-kit';
import type { ReadingRejection } from '../domain/reading-columns.ts';

/** A message, or some of its readings, that could not be stored. */
export type RejectedMessage = {
  readonly id: number;
  readonly topic: string;
  /** The beginning of the payload as text. */
  readonly payloadStart: string;
  readonly reason: ReadingRejection;
  /** Of the first reading that was rejected for this reason. */
  readonly message: string;
  /** How many readings of the message were rejected for this reason. */
  readonly readingCount: number;
  readonly receivedAt: Date;
};

export type RejectedMessageRepository = {
  keep(messages: readonly Omit<RejectedMessage, 'id'>[], now: Date): Promise<void>;
  /** Newest first, one more than the page. */
  list(page: PageRequest<number>): Promise<readonly RejectedMessage[]>;
};

const keptMs = 30 * 86_400_000;
const mostKept = 100_000;

export function createRejectedMessageRepository(pool: Pool): RejectedMessageRepository {
  return {
    keep: async (messages, now) => {
      await query(pool, keepSql, [
        messages.map(({ topic }) => topic),
        messages.map(({ payloadStart }) => payloadStart),
        messages.map(({ reason }) => reason),
        messages.map(({ message }) => message),
        messages.map(({ readingCount }) => readingCount),
        messages.map(({ receivedAt }) => receivedAt),
        new Date(now.getTime() - keptMs),
        mostKept,
      ]);
    },
    list: async ({ first, after }) => {
      const { rows } = await query<RejectedMessage>(pool, listSql, [after, first + 1]);
      return rows;
    },
  };
}

// What is too old or too much goes with each that comes: a flood of them takes bounded room.
const keepSql = `
  with kept as (
    insert into readings.rejected_messages (topic, payload_start, reason, message, reading_count, received_at)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::timestamptz[])
    returning id
  )
  delete from readings.rejected_messages
  where id in (
    select id from readings.rejected_messages
    where received_at < $7 or id <= (select max(id) from kept) - $8::bigint
    order by id limit 10000
  )`;

const listSql = `
  select id, topic, payload_start as "payloadStart", reason, message,
    reading_count as "readingCount", received_at as "receivedAt"
  from readings.rejected_messages
  where $1::bigint is null or id < $1
  order by id desc
  limit $2`;
