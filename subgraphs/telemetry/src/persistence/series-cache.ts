import { keys, lifetimeSeconds, type KeyValueStore } from '@waris/service-kit';
import { z } from 'zod';
import type { Announcer, RecordedEvent } from '../services/announce-readings.ts';
import type { SeriesColumns } from '../domain/series-values.ts';

/** Finished days of series, kept for an hour in the key-value store. */
export type SeriesCache = {
  /** Null unless the day was kept under the same signature. */
  find(day: DayKey): Promise<SeriesColumns | null>;
  keep(day: DayKey, columns: SeriesColumns): Promise<void>;
};

export type DayKey = {
  readonly dmaId: string;
  readonly date: string;
  /** Which series of the day. */
  readonly variant: string;
  /** Of what it was computed from: revisions of roll-ups, which rise with every change. */
  readonly signature: string;
};

const packed = z.string();
const entrySchema = z.record(
  z.string(),
  z.object({ signature: z.string(), columns: z.tuple([packed, packed, packed]) }),
);
type Entry = z.infer<typeof entrySchema>;

export function createSeriesCache(store: KeyValueStore): SeriesCache {
  const read = async ({ dmaId, date }: DayKey): Promise<Entry> => {
    const text = await store.get(keys.reading(dmaId, date));
    return (text === null ? undefined : entrySchema.safeParse(parseJson(text)).data) ?? {};
  };
  return {
    find: async (day) => {
      const kept = (await read(day))[day.variant];
      if (kept?.signature !== day.signature) return null;
      const [mean, least, greatest] = kept.columns.map(unpack);
      return mean === undefined || least === undefined || greatest === undefined
        ? null
        : { mean, least, greatest };
    },
    keep: async (day, { mean, least, greatest }) => {
      const columns = [pack(mean), pack(least), pack(greatest)] as const;
      const kept = { ...(await read(day)), [day.variant]: { signature: day.signature, columns } };
      const key = keys.reading(day.dmaId, day.date);
      await store.set(key, JSON.stringify(kept), lifetimeSeconds.reading);
    },
  };
}

function pack(column: Float64Array): string {
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64');
}

function unpack(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const dayMs = 86_400_000;
const mostDays = 31;

/**
 * Announces, and drops the kept days that were written to. What is not dropped, because the store
 * is away or too many days were written to, is found out by its signature.
 */
export function forgettingAnnouncer(announcer: Announcer, store: KeyValueStore): Announcer {
  return {
    ...announcer,
    announce: async (events) => {
      const names = events.flatMap(keysOf);
      if (names.length > 0) await store.delete(...new Set(names)).catch(() => undefined);
      await announcer.announce(events);
    },
  };
}

/** Local dates differ from those of UTC by a day at most. */
function keysOf({ dmaId, firstRecordedAt, lastRecordedAt }: RecordedEvent): readonly string[] {
  const first = Math.floor(firstRecordedAt.getTime() / dayMs) - 1;
  const count = Math.floor(lastRecordedAt.getTime() / dayMs) + 2 - first;
  if (count > mostDays) return [];
  return Array.from({ length: count }, (_, n) =>
    keys.reading(dmaId, new Date((first + n) * dayMs).toISOString().slice(0, 10)),
  );
}
