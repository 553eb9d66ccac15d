import type { PoolClient } from '@waris/database';
import type { MeterDay } from '../../domain/roll-ups/touched-days.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { readThresholds } from '../quality-rules.ts';
import type { ArchiveStore } from '../tiers/archive-store.ts';
import { bringBackInputs, bringBackMarked } from './archived-inputs.ts';
import { keepCompositions, markChangedCompositions } from './compositions.ts';
import { dmasWithSuspects, writeDmaRollups } from './dma-rollups.ts';
import { readFresh } from './fresh-series.ts';
import { writeCodes } from './judged-codes.ts';
import { writeLocalDays, zonesOf } from './local-day-rollups.ts';
import { dmaDaysOf } from './dma-days.ts';
import { markDays, markDmaDays, takeMarks, takeNextMarks } from './marks.ts';
import { writeMeterRollups } from './meter-rollups.ts';
import { kindsOf, readRuns } from './readings-of-runs.ts';
import { clearSetAside, setAside } from './set-aside.ts';

/** What a turn of rolling up reads and writes, all in one transaction. */
export type RollUpUnit = ReturnType<typeof createRollUpUnit>;

export function createRollUpUnit(client: PoolClient, archive: ArchiveStore) {
  const inTurn =
    <Arguments extends readonly unknown[], Value>(
      work: (client: PoolClient, ...given: Arguments) => Promise<Value>,
    ) =>
    (...given: Arguments): Promise<Value> =>
      work(client, ...given);
  return {
    takeNextMarks: inTurn(takeNextMarks),
    takeMarks: inTurn(takeMarks),
    setAside: inTurn(setAside),
    clearSetAside: inTurn(clearSetAside),
    markDays: inTurn(markDays),
    markDmaDays: inTurn(markDmaDays),
    markChangedCompositions: inTurn(markChangedCompositions),
    thresholds: inTurn(readThresholds),
    kindsOf: inTurn(kindsOf),
    readRuns: inTurn(readRuns),
    writeCodes: inTurn(writeCodes),
    writeMeterRollups: inTurn(writeMeterRollups),
    dmaDaysOf: inTurn(dmaDaysOf),
    keepCompositions: inTurn(keepCompositions),
    bringBackMarked: (quantity: ReadingQuantity, days: readonly MeterDay[]) =>
      bringBackMarked(client, archive, quantity, days),
    bringBackInputs: (run: Parameters<typeof bringBackInputs>[2]) =>
      bringBackInputs(client, archive, run),
    dmasWithSuspects: inTurn(dmasWithSuspects),
    readFresh: inTurn(readFresh),
    writeDmaRollups: inTurn(writeDmaRollups),
    zonesOf: inTurn(zonesOf),
    writeLocalDays: inTurn(writeLocalDays),
  };
}
