import {
  appendToOutbox,
  inTransaction,
  query,
  type OutboxMessage,
  type Pool,
} from '@waris/database';
import { z } from 'zod';
import type { WeatherHour } from '../domain/forecast/outlook.ts';
import type { Period } from '../domain/period.ts';

/** For regions that were read in the caller's scope. */
export type WeatherRepository = {
  /** Of each hour the word that came last by `knownAt`. */
  find(regionId: string, period: Period, knownAt: Date): Promise<readonly WeatherHour[]>;
  /** In the place of what was known of these hours at the same instants. */
  record(regionId: string, hours: readonly WeatherHour[], message: OutboxMessage): Promise<void>;
};

const rows = z.array(
  z.object({
    hour: z.number(),
    known: z.number(),
    temperatureC: z.number().nullable(),
    rainMm: z.number().nullable(),
  }),
);

const findSql = `
  select distinct on (hour_at) extract(epoch from hour_at)::float8 as hour,
    extract(epoch from known_at)::float8 as known, temperature_celsius as "temperatureC",
    rain_mm as "rainMm"
  from analysis.weather_hours
  where region_id = $1 and hour_at >= $2 and hour_at < $3 and known_at <= $4
  order by hour_at, known_at desc`;

const recordSql = `
  insert into analysis.weather_hours (region_id, hour_at, known_at, temperature_celsius, rain_mm)
  select $1::uuid, to_timestamp(hour), to_timestamp(known), temperature, rain
  from unnest($2::float8[], $3::float8[], $4::float8[], $5::float8[])
    as h (hour, known, temperature, rain)
  on conflict (region_id, hour_at, known_at) do update set
    temperature_celsius = excluded.temperature_celsius, rain_mm = excluded.rain_mm`;

export function makeWeatherRepository(pool: Pool): WeatherRepository {
  return {
    find: async (regionId, { from, to }, knownAt) => {
      const found = await query(pool, findSql, [regionId, from, to, knownAt]);
      return rows.parse(found.rows).map(({ hour, known, ...values }) => ({
        hourMs: 1000 * hour,
        knownMs: 1000 * known,
        ...values,
      }));
    },
    record: (regionId, hours, message) =>
      inTransaction(pool, async (client) => {
        await client.query(recordSql, [
          regionId,
          hours.map(({ hourMs }) => hourMs / 1000),
          hours.map(({ knownMs }) => knownMs / 1000),
          hours.map(({ temperatureC }) => temperatureC),
          hours.map(({ rainMm }) => rainMm),
        ]);
        await appendToOutbox(client, message);
      }),
  };
}
