import { query, type Pool } from '@waris/database';
import { areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { z } from 'zod';
import type { CustomerReadings } from '../domain/billed-consumption.ts';
import { quarterHourSeconds, type FlowGrid } from '../domain/flow-grid.ts';
import type { HourlyPressures } from '../domain/night-day-factor.ts';
import type { Period } from '../domain/period.ts';
import type { HourOfDayInflow } from '../domain/system-input.ts';
import {
  customerReadingsSql,
  hourlyPressuresSql,
  inflowByHourSql,
  inflowGridSql,
  nightMeansSql,
} from './readings-sql.ts';

/** Readings of many DMAs over one period, one statement each; DMAs without any are absent. */
export type ReadingsRepository = {
  /** Net inflow by quarter-hour from `period.from`, which lies on a quarter-hour. */
  inflowGrids(dmas: DmaIds, period: Period): Promise<ReadonlyMap<string, FlowGrid>>;
  /** Mean flows from 02:00 to 04:00 local time, m³/h, of the nights that are known, by date. */
  nightMeans(dmas: DmaIds, period: Period): Promise<ReadonlyMap<string, NightMeans>>;
  inflowByHour(
    dmas: DmaIds,
    period: Period,
  ): Promise<ReadonlyMap<string, readonly HourOfDayInflow[]>>;
  customerReadings(dmas: DmaIds, period: Period): Promise<ReadonlyMap<string, CustomerReadings>>;
  hourlyPressures(dmas: DmaIds, period: Period): Promise<ReadonlyMap<string, HourlyPressures>>;
};

/** Nights that are known, by date. */
export type NightMeans = {
  readonly days: readonly string[];
  readonly flows: readonly number[];
};

export type DmaIds = { readonly ids: readonly string[]; readonly scope: AreaScope };

const gridRows = z.array(z.object({ dmaId: z.string(), samples: z.instanceof(Buffer) }));
const nightRows = z.array(
  z.object({ dmaId: z.string(), days: z.array(z.string()), flows: z.array(z.number()) }),
);
const hourRows = z.array(
  z.object({
    dmaId: z.string(),
    expectedHours: z.number(),
    presentHours: z.number(),
    readHours: z.number(),
    volumeM3: z.number(),
  }),
);
const customerRows = z.array(
  z.object({
    dmaId: z.string(),
    meters: z.number(),
    metersWithoutReadings: z.number(),
    wantedSeconds: z.number(),
    coveredSeconds: z.number(),
    volumeM3: z.number(),
    spreadMargin95M3: z.number(),
    registersThatWentBack: z.number(),
  }),
);
const pressureRows = z.array(
  z.object({ dmaId: z.string(), hour: z.int().min(0).max(23), pressureM: z.number() }),
);

export function makeReadingsRepository(pool: Pool): ReadingsRepository {
  const select = async (statement: string, { ids, scope }: DmaIds, { from, to }: Period) =>
    (await query(pool, statement, [ids, from, to, ...areaScopeParameters(scope)])).rows;
  return {
    inflowGrids: async (dmas, period) => {
      const rows = gridRows.parse(await select(inflowGridSql, dmas, period));
      return new Map(rows.map((row) => [row.dmaId, toGrid(row.samples, period)]));
    },
    nightMeans: async (dmas, period) => {
      const rows = nightRows.parse(await select(nightMeansSql, dmas, period));
      return new Map(rows.map((row) => [row.dmaId, row]));
    },
    inflowByHour: async (dmas, period) =>
      Map.groupBy(hourRows.parse(await select(inflowByHourSql, dmas, period)), (row) => row.dmaId),
    customerReadings: async (dmas, period) => {
      const rows = customerRows.parse(await select(customerReadingsSql, dmas, period));
      return new Map(rows.map((row) => [row.dmaId, row]));
    },
    hourlyPressures: async (dmas, period) => {
      const rows = pressureRows.parse(await select(hourlyPressuresSql, dmas, period));
      return new Map(
        Array.from(
          Map.groupBy(rows, (row) => row.dmaId),
          ([id, hours]) => [id, toHours(hours)] as const,
        ),
      );
    },
  };
}

const sampleBytes = 12;

/** Big-endian places and flows, as `int4send` and `float8send` write them, onto the period's grid. */
function toGrid(samples: Buffer, { from, to }: Period): FlowGrid {
  const length = Math.ceil((to.getTime() - from.getTime()) / 1000 / quarterHourSeconds);
  const values = new Float64Array(length).fill(Number.NaN);
  for (let at = 0; at < samples.length; at += sampleBytes) {
    values[samples.readInt32BE(at)] = samples.readDoubleBE(at + 4);
  }
  return { startMs: from.getTime(), stepSeconds: quarterHourSeconds, values };
}

function toHours(rows: readonly z.infer<typeof pressureRows>[number][]): HourlyPressures {
  const hours = new Float64Array(24).fill(Number.NaN);
  for (const { hour, pressureM } of rows) hours[hour] = pressureM;
  return hours;
}
