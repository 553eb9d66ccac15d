import { areaScopeCondition, areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { query, type Pool } from '@waris/database';
import { z } from 'zod';
import type { KnownMeter } from '../domain/check-readings.ts';
import { meterKinds } from '../domain/quantity.ts';

export type KnownDma = { readonly id: string; readonly code: string; readonly timeZone: string };

/** DMAs and meters as network publishes them, of those that the caller may see. */
export type AreaRepository = {
  findDmas(ids: readonly string[], scope: AreaScope): Promise<readonly KnownDma[]>;
  findDmaByCode(code: string, scope: AreaScope): Promise<KnownDma | null>;
  findMeters(ids: readonly string[], scope: AreaScope): Promise<readonly KnownMeter[]>;
  findMetersBySerialNumber(
    serialNumbers: readonly string[],
    scope: AreaScope,
  ): Promise<readonly KnownMeter[]>;
};

const dmaScope = areaScopeCondition({ region: 'region_id', branch: 'branch_id', dma: 'id' }, 2);
// A meter between two DMAs belongs to the scope of either.
const meterScope = `(${areaScopeCondition({ region: 'region_id', branch: 'branch_id', dma: 'dma_id' }, 2)}
  or source_dma_id = any($5::uuid[]))`;

const dmaColumns = 'id, code, time_zone as "timeZone"';
const meterColumns = `id, serial_number as "serialNumber", kind, dma_id as "dmaId",
  source_dma_id as "sourceDmaId"`;

const dmaRows = z.array(z.object({ id: z.string(), code: z.string(), timeZone: z.string() }));
const meterRows = z.array(
  z.object({
    id: z.string(),
    serialNumber: z.string(),
    kind: z.enum(meterKinds),
    dmaId: z.string().nullable(),
    sourceDmaId: z.string().nullable(),
  }),
);

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function createAreaRepository(pool: Pool): AreaRepository {
  const dmas = async (condition: string, value: unknown, scope: AreaScope) => {
    const { rows } = await query(
      pool,
      `select ${dmaColumns} from dma.published_dmas where ${condition} and ${dmaScope}`,
      [value, ...areaScopeParameters(scope)],
    );
    return dmaRows.parse(rows);
  };
  const meters = async (condition: string, value: unknown, scope: AreaScope) => {
    const { rows } = await query(
      pool,
      `select ${meterColumns} from dma.published_meters where ${condition} and ${meterScope}`,
      [value, ...areaScopeParameters(scope)],
    );
    return meterRows.parse(rows);
  };
  return {
    findDmas: (ids, scope) => dmas('id = any($1::uuid[])', ids.filter(isUuid), scope),
    findDmaByCode: async (code, scope) => (await dmas('code = $1', code, scope))[0] ?? null,
    findMeters: (ids, scope) => meters('id = any($1::uuid[])', ids.filter(isUuid), scope),
    findMetersBySerialNumber: (serialNumbers, scope) =>
      meters('serial_number = any($1::text[])', storable(serialNumbers), scope),
  };
}

// Ids are opaque to callers: one that is no UUID is an id of nothing.
function isUuid(id: string): boolean {
  return uuid.test(id);
}

// PostgreSQL refuses the character NUL in a text.
function storable(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => !text.includes('\0'));
}
