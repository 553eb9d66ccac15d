import type { RollUpStore } from '../../persistence/roll-ups/roll-up-store.ts';
import { rollUpDmas } from './roll-up-dmas.ts';
import { rollUpMeters } from './roll-up-meters.ts';

// A hundred thousand readings at a quarter of an hour: a second's work, and a few megabytes.
const marksATurn = 1_000;

/**
 * Brings roll-ups up to date with some of what was written. Marks are taken away in the
 * transaction that writes the roll-ups, so that a crash leaves both as they were. Returns
 * false when nothing was left to do.
 */
export async function rollUpTouched(store: RollUpStore): Promise<boolean> {
  return store.transact(async (unit) => {
    const { meterDays, dmaDays } = await unit.takeMarks(marksATurn);
    if (meterDays.length === 0 && dmaDays.length === 0) return false;
    await rollUpMeters(unit, meterDays, await unit.thresholds());
    await rollUpDmas(unit, [...dmaDays, ...(await unit.dmaDaysOf(meterDays))]);
    return true;
  });
}

/** Marks what must be computed anew because the network changed. */
export async function followNetwork(store: RollUpStore): Promise<void> {
  await store.transact((unit) => unit.markChangedCompositions());
}

/** Until nothing is left to do. */
export async function rollUpAll(store: RollUpStore): Promise<void> {
  await followNetwork(store);
  while (await rollUpTouched(store));
}
