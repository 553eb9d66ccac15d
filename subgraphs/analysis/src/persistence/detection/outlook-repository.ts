import { query, type Pool } from '@waris/database';
import { z } from 'zod';
import type { Outlook } from '../../domain/forecast/outlook.ts';
import type { Period } from '../../domain/period.ts';

/** Holidays and weather, for the work that forecasts. */
export type OutlookRepository = {
  /** What is told of the region that a DMA lies in. */
  ofDma(dmaId: string, period: Period): Promise<Outlook>;
};

const holidaysSql = `
  select h.year, h.holidays
  from analysis.public_holidays h
  join dma.published_dmas d on d.region_id = h.region_id
  where d.id = $1 and h.year between $2 and $3`;

const weatherSql = `
  select extract(epoch from w.hour_at)::float8 as hour, extract(epoch from w.known_at)::float8 as known,
    w.temperature_celsius as "temperatureC", w.rain_mm as "rainMm"
  from analysis.weather_hours w
  join dma.published_dmas d on d.region_id = w.region_id
  where d.id = $1 and w.hour_at >= $2 and w.hour_at < $3`;

const holidayRows = z.array(
  z.object({ year: z.number(), holidays: z.array(z.object({ date: z.string() })) }),
);
const weatherRows = z.array(
  z.object({
    hour: z.number(),
    known: z.number(),
    temperatureC: z.number().nullable(),
    rainMm: z.number().nullable(),
  }),
);

export function makeOutlookRepository(pool: Pool): OutlookRepository {
  return {
    ofDma: async (dmaId, { from, to }) => {
      // A local day may lie in the year before or after that of its instant.
      const years = [from.getUTCFullYear() - 1, to.getUTCFullYear() + 1];
      const told = await query(pool, holidaysSql, [dmaId, ...years]);
      const ofYears = holidayRows.parse(told.rows);
      const recorded = await query(pool, weatherSql, [dmaId, from, to]);
      return {
        holidayYears: new Set(ofYears.map(({ year }) => year)),
        holidays: new Set(ofYears.flatMap(({ holidays }) => holidays.map(({ date }) => date))),
        weather: weatherRows.parse(recorded.rows).map(({ hour, known, ...values }) => ({
          hourMs: 1000 * hour,
          knownMs: 1000 * known,
          ...values,
        })),
      };
    },
  };
}
