import type { ReadingQuantity } from '../domain/quantity.ts';
import { tableOf } from './reading-tables.ts';

/** Where readings of days lie that are no rows any more, and the number of their quantity. */
const packed: Readonly<Record<ReadingQuantity, { from: string; consumption: string; as: number }>> =
  {
    FLOW: { from: 'unpacked_readings', consumption: 'null::double precision', as: 1 },
    PRESSURE: { from: 'unpacked_readings', consumption: 'null::double precision', as: 2 },
    REGISTER: { from: 'unpacked_registers', consumption: 'consumption_m3', as: 3 },
  };

/**
 * The newest reading of the meter that `meter` names: recorded_at, value, quality, consumption_m3.
 * Rows are in partitions by time and the newest is looked at first; a meter that has been silent
 * since its rows were packed has its last packed day looked at, and no other meter has.
 */
export function newestReadingSql(
  quantity: ReadingQuantity,
  meter: string,
  within = 'true',
): string {
  const { table, value } = tableOf[quantity];
  const { from, consumption, as } = packed[quantity];
  const own = quantity === 'REGISTER' ? 'consumption_m3' : 'null::double precision';
  const isRow = `from readings.${table} where meter_id = ${meter} and ${value} is not null and ${within}`;
  return `
    select * from (
      (select recorded_at, ${value} as value, quality, ${own} as consumption_m3 ${isRow}
      order by recorded_at desc limit 1)
      union all
      (select recorded_at, value, quality, ${consumption}
      from readings.${from}
      where meter_id = ${meter} ${from === 'unpacked_readings' ? `and quantity = ${as}` : ''}
        and value is not null and ${within} and not exists (select ${isRow})
        and day = (
select max(p.day) from readings.packed_series s join readings.packed_days p on p.series_id = s.id
          where s.meter_id = ${meter} and s.quantity = ${as}
        )
      order by recorded_at desc limit 1)
    ) either
    limit 1`;
}
