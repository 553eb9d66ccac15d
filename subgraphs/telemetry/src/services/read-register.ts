import { quantitiesOf } from '../domain/quantity.ts';
import type { ToldRegister } from '../persistence/registers.ts';
import type { SeriesContext } from './read-series.ts';

const nothingTold: ToldRegister = { capacityM3: null, capacitySetAt: null, exchanges: [] };

/** What was told of a meter's register; null when it has none or is not visible. */
export async function readRegister(
  context: SeriesContext,
  meterId: string,
): Promise<ToldRegister | null> {
  context.viewer.require('telemetry:read');
  const meter = await context.loaders.meter.load(meterId);
  if (meter === null || !quantitiesOf(meter.kind).includes('REGISTER')) return null;
  return (await context.loaders.register.load(meter.id)) ?? nothingTold;
}
