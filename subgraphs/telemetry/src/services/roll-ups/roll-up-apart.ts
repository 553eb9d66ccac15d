import { PublicError, type Logger } from '@waris/service-kit';
import type { Marks } from '../../persistence/roll-ups/marks.ts';
import type { RollUpStore } from '../../persistence/roll-ups/roll-up-store.ts';
import type { RollUpUnit } from '../../persistence/roll-ups/roll-up-unit.ts';
import type { NewlySetAside } from '../../persistence/roll-ups/set-aside.ts';
import { rollUpMeters } from './roll-up-meters.ts';

const longestMs = 60_000;

type Work = (unit: RollUpUnit, marks: Marks) => Promise<void>;

/**
 * Rolls up marks that failed together: halves of them, halves of the halves that fail, down to the
 * days that fail alone, which are set aside. Each part is a transaction, so that a crash loses
 * nothing of what was found out. When that takes long, as with an archive that is silent, what is
 * left is set aside together: new marks must not wait for it.
 */
export async function rollUpApart(
  store: RollUpStore,
  log: Logger,
  ids: readonly number[],
  work: Work,
  clock: () => number = () => performance.now(),
): Promise<void> {
  const endsAt = clock() + longestMs;
  const waiting: (readonly number[])[] = halvesOf(ids);
  const setAside: NewlySetAside[] = [];
  let reason: unknown = null;
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const error = await failureOf(store, part, work);
    if (error === null) continue;
    if (part.length > 1 && clock() < endsAt) {
      waiting.push(...halvesOf(part));
    } else if (part.length > 1 || (await failureOf(store, part, rollUpMeterAlone)) !== null) {
      const late = clock() < endsAt ? [] : waiting.splice(0).flat();
      setAside.push(...(await putAside(store, [...part, ...late], error)));
      reason = error;
    }
  }
  const [first] = setAside;
  if (first === undefined) return;
  const days = setAside.length;
  log.warn({ err: reason, days, first }, 'days cannot be rolled up and are set aside');
}

// The earlier half last: it is taken from the end.
function halvesOf(ids: readonly number[]): (readonly number[])[] {
  if (ids.length < 2) return [ids];
  const middle = Math.ceil(ids.length / 2);
  return [ids.slice(middle), ids.slice(0, middle)];
}

/** Null when it was done. An outage says nothing about the marks, and is thrown. */
async function failureOf(
  store: RollUpStore,
  ids: readonly number[],
  work: Work,
): Promise<{ readonly message: string } | null> {
  try {
    await store.transact(async (unit) => work(unit, await unit.takeMarks(ids)));
    return null;
  } catch (error) {
    if (isOutage(error)) throw error;
    return error instanceof Error ? error : { message: String(error) };
  }
}

function putAside(
  store: RollUpStore,
  ids: readonly number[],
  { message }: { readonly message: string },
): Promise<readonly NewlySetAside[]> {
  return store.transact((unit) => unit.setAside(ids, message));
}

/** A meter whose DMA cannot be computed is computed; the days of the DMA get marks of their own. */
async function rollUpMeterAlone(unit: RollUpUnit, { meterDays }: Marks): Promise<void> {
  if (meterDays.length === 0) throw new Error('The day is that of a DMA already.');
  await rollUpMeters(unit, meterDays, await unit.thresholds());
  await unit.markDmaDays(await unit.dmaDaysOf(meterDays));
  await unit.clearSetAside(meterDays, []);
}

/** Whether the database is away. What takes too long or too much memory may well end for half as much. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof PublicError) || error.code !== 'SERVICE_UNAVAILABLE') return false;
  const { originalError } = error;
  if (originalError === undefined) return true;
  const outOfMemory = 'code' in originalError && originalError.code === '53200';
  return !outOfMemory && !originalError.message.startsWith('Query read timeout');
}
