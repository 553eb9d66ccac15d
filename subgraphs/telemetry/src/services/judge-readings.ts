import { auditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type RequestContext,
  type Result,
} from '@waris/service-kit';
import { quoted } from '../domain/check-readings.ts';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';
import type { AreaRepository } from '../persistence/areas.ts';
import type { JudgeReadings } from '../persistence/judge-readings.ts';
import { announceMeter, type Announcer } from './announce-readings.ts';
import { problemWithReason } from './revise-reading.ts';

export type JudgeContext = RequestContext & {
  readonly areas: AreaRepository;
  readonly judgeReadings: JudgeReadings;
  readonly announcer: Announcer;
};

export type JudgeReadingsInput = {
  readonly serialNumber: string;
  readonly quantity: ReadingQuantity;
  readonly period: Period;
  readonly verdict: 'BAD' | 'SOUND';
  readonly reason: string;
};

const longestDays = 31;

/** Marks a stretch of readings by a person's word; returns how many are another than before. */
export async function judgeReadings(
  context: JudgeContext,
  input: JudgeReadingsInput,
): Promise<Result<number, InvalidInput | NotFound>> {
  context.viewer.require('telemetry:write');
  const { quantity, period, verdict, serialNumber } = input;
  const problem = problemWithPeriod(period) ?? problemWithReason(input.reason);
  if (problem !== null) return fail(problem);
  const { scope, kind, id } = context.viewer;
  const [meter] = await context.areas.findMetersBySerialNumber([serialNumber], scope);
  if (meter === undefined) {
    return fail(notFound(`There is no meter ${quoted(serialNumber)}.`, 'serialNumber'));
  }
  const reason = input.reason.trim();
  const judgedAt = context.now();
  const judgedBy = `${kind}:${id}`;
  const changed = await context.judgeReadings(
    { meterId: meter.id, quantity, period, verdict, reason, judgedBy, judgedAt },
    context.newId,
    (changedCount) => ({
      ...auditRecord(
        context,
        'telemetry.readings.judged',
        { type: 'Meter', id: meter.id },
        { quantity, period, verdict, reason, changedCount },
      ),
      occurredAt: judgedAt,
    }),
  );
  const [first, last] = [changed.at(0), changed.at(-1)];
  if (first === undefined || last === undefined) return ok(0);
  await announceMeter(context.announcer, meter, {
    quantity,
    recordedCount: changed.length,
    firstRecordedAt: new Date(first),
    lastRecordedAt: new Date(last),
  });
  return ok(changed.length);
}

function problemWithPeriod({ from, to }: Period): InvalidInput | null {
  if (!(from < to)) return invalidInput('`period.from` must be before `period.to`.', 'period');
  return to.getTime() - from.getTime() > longestDays * 86_400_000
    ? invalidInput(`At most ${longestDays} days are judged at once.`, 'period')
    : null;
}
