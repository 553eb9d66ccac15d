import type { Logger } from '@waris/service-kit';
import type { MarkKind, Marks } from '../../persistence/roll-ups/marks.ts';
import type { RollUpStore } from '../../persistence/roll-ups/roll-up-store.ts';
import type { RollUpUnit } from '../../persistence/roll-ups/roll-up-unit.ts';
import { isOutage, rollUpApart } from './roll-up-apart.ts';
import { rollUpDmas } from './roll-up-dmas.ts';
import { rollUpMeters } from './roll-up-meters.ts';

// A hundred thousand readings at a quarter of an hour: a second's work, and a few megabytes.
const marksATurn: Readonly<Record<MarkKind, number>> = { FRESH: 1_000, DUE: 50 };

/**
 * Brings roll-ups up to date with some of what was written; what failed before is tried again
 * when nothing else is left. Returns false when nothing was left to do.
 */
export async function rollUpTouched(store: RollUpStore, log: Logger): Promise<boolean> {
  return (await rollUpSome(store, log, 'FRESH')) || rollUpSome(store, log, 'DUE');
}

/**
 * Marks are taken away in the transaction that writes the roll-ups, so that a crash leaves both
 * as they were. When it fails, the marks are tried in parts, and those at fault are set aside.
 */
async function rollUpSome(store: RollUpStore, log: Logger, kind: MarkKind): Promise<boolean> {
  let ids: readonly number[] = [];
  try {
    return await store.transact(async (unit) => {
      const marks = await unit.takeNextMarks(kind, marksATurn[kind]);
      ids = marks.ids;
      if (ids.length > 0) await rollUpMarks(unit, marks);
      return ids.length > 0;
    });
  } catch (error) {
    if (ids.length === 0 || isOutage(error)) throw error;
    await rollUpApart(store, log, ids, rollUpMarks);
    return true;
  }
}

async function rollUpMarks(unit: RollUpUnit, { meterDays, dmaDays }: Marks): Promise<void> {
  await rollUpMeters(unit, meterDays, await unit.thresholds());
  const allDmaDays = [...dmaDays, ...(await unit.dmaDaysOf(meterDays))];
  await rollUpDmas(unit, allDmaDays);
  await unit.clearSetAside(meterDays, allDmaDays);
}

/** Marks what must be computed anew because the network changed. */
export async function followNetwork(store: RollUpStore): Promise<void> {
  await store.transact((unit) => unit.markChangedCompositions());
}

/** Until nothing is left to do but what is set aside. */
export async function rollUpAll(store: RollUpStore, log: Logger): Promise<void> {
  await followNetwork(store);
  while (await rollUpTouched(store, log));
}
