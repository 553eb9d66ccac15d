import { keys, lifetimeSeconds, type KeyValueStore } from '@waris/service-kit';
import { z } from 'zod';
import type { Dma } from '../domain/register.ts';

/** Rows of DMAs under `cache:dma:{id}`. Whoever reads one still checks the caller's area. */
export type DmaCache = {
  get(ids: readonly string[]): Promise<readonly (Dma | null)[]>;
  put(dmas: readonly Dma[]): Promise<void>;
  /** Call after the commit: a reader in between would put the old row back. */
  forget(ids: readonly string[]): Promise<void>;
};

const dmaSchema = z.object({
  id: z.string(),
  regionId: z.string(),
  branchId: z.string(),
  code: z.string(),
  nameTh: z.string(),
  nameEn: z.string(),
  population: z.number().nullable(),
  connections: z.number().nullable(),
  mainsLengthKm: z.number().nullable(),
  privatePipeLengthKm: z.number().nullable(),
  averagePressureM: z.number().nullable(),
  timeZone: z.string(),
  active: z.boolean(),
});

export function openDmaCache(store: KeyValueStore): DmaCache {
  return {
    get: (ids) => Promise.all(ids.map(async (id) => parse(await store.get(keys.dma(id))))),
    put: async (dmas) => {
      await Promise.all(
        dmas.map((dma) => store.set(keys.dma(dma.id), JSON.stringify(dma), lifetimeSeconds.dma)),
      );
    },
    // The change is committed already: a cache that is away must not make it look refused.
    forget: (ids) => store.delete(...ids.map(keys.dma)).catch(() => undefined),
  };
}

/** A row of another version of WARIS counts as a miss. */
function parse(text: string | null): Dma | null {
  if (text === null) return null;
  try {
    const parsed = dmaSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
