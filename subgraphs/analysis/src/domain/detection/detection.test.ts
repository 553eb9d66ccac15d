import fc from 'fast-check';
import { localDaysStartingIn } from '../local-days.ts';
import { isCheckpoint } from './checkpoints.ts';
import { dailyModels } from './daily-models.ts';
import type { EventDraft } from './event.ts';
import { priorityOf } from './event-priority.ts';
import { instantToProbe, planEvaluation, type Watermark } from './plan-evaluation.ts';
import { predictionModels } from './prediction-models.ts';
import { reconcileEvents, type KeptEvent } from './reconcile-events.ts';
import { stableId } from './stable-id.ts';

const dayMs = 86_400_000;
const bangkok = 'Asia/Bangkok';
const draft = (startMs: number, extra: Partial<EventDraft> = {}): EventDraft => ({
  kind: 'burst',
  startMs,
  detectedMs: startMs + 3 * dayMs,
  endMs: null,
  sizeM3PerHour: 12,
  sizeMarginM3PerHour: 2,
  confidence: 0.9,
  approaches: ['night forecast'],
  details: {},
  evidence: {
    startMs,
    intervalSeconds: 86_400,
    unit: 'm3/h',
    observed: [],
    expected: [],
    pressureScores: [],
  },
  ...extra,
});
const seen = (...drafts: readonly EventDraft[]) =>
  drafts.map((each) => ({ draft: each, isTouched: true }));
const evaluation = {
  dmaId: 'dma',
  modelVersion: 'model-1',
  timeZone: bangkok,
  fromMs: 0,
  untilMs: 400 * dayMs,
};
const keep = ({ kept }: ReturnType<typeof reconcileEvents>): KeptEvent[] =>
  kept.map(({ id, draft: { kind, startMs, detectedMs } }) => ({
    id,
    kind,
    startMs,
    detectedMs,
    isWithdrawn: false,
  }));

describe('reconcileEvents', () => {
  it('gives an event one id however often and from wherever it is seen', () => {
    const drafts = [
      draft(10 * dayMs),
      draft(50 * dayMs),
      draft(50 * dayMs + 1, { kind: 'meter fault' }),
    ];
    const first = reconcileEvents(seen(...drafts), [], evaluation);
    expect(new Set(first.kept.map(({ id }) => id)).size).toBe(3);
    const again = reconcileEvents(seen(...drafts), keep(first), evaluation);
    expect(again).toEqual({ kept: first.kept, withdrawnIds: [] });
    // One event at a time, as when they come day by day.
    let known: KeptEvent[] = [];
    for (const count of [1, 2, 3]) {
      known = keep(reconcileEvents(seen(...drafts.slice(0, count)), known, evaluation));
    }
    expect(known).toEqual(keep(first));
  });

  it('knows an event again whose start late readings moved, and no other one', () => {
    const first = keep(reconcileEvents(seen(draft(10 * dayMs)), [], evaluation));
    const moved = reconcileEvents(seen(draft(11.5 * dayMs)), first, evaluation);
    expect(moved).toMatchObject({ kept: [{ id: first[0]?.id }], withdrawnIds: [] });
    const other = reconcileEvents(seen(draft(13 * dayMs)), first, evaluation);
    expect(other.kept[0]?.id).not.toBe(first[0]?.id);
    expect(other.withdrawnIds).toEqual([first[0]?.id]);
  });

  it('does not take an event that has ended for the next one of its kind', () => {
    const ended = draft(10 * dayMs, { endMs: 11 * dayMs, kind: 'meter fault' });
    const first = keep(reconcileEvents(seen(ended), [], evaluation));
    const next = draft(11.5 * dayMs, { kind: 'meter fault' });
    const both = [{ draft: ended, isTouched: false }, ...seen(next)];
    const { kept, withdrawnIds } = reconcileEvents(both, first, evaluation);
    expect(kept).toHaveLength(1);
    expect(kept[0]?.id).not.toBe(first[0]?.id);
    expect(withdrawnIds).toEqual([]);
  });

  it('tells the end of an event that was open for long', () => {
    const open = draft(10 * dayMs);
    const [first] = keep(reconcileEvents(seen(open), [], evaluation));
    const now = { ...evaluation, fromMs: 200 * dayMs, untilMs: 203 * dayMs };
    const ended = { ...open, endMs: 201 * dayMs };
    const { kept } = reconcileEvents(seen(ended), first === undefined ? [] : [first], now);
    expect(kept).toMatchObject([{ id: first?.id, draft: { endMs: 201 * dayMs } }]);
  });

  it('withdraws only what the readings judged should show', () => {
    const first = keep(reconcileEvents(seen(draft(10 * dayMs), draft(90 * dayMs)), [], evaluation));
    const until = { ...evaluation, untilMs: 60 * dayMs };
    expect(reconcileEvents([], first, until).withdrawnIds).toEqual([first[0]?.id]);
    const later = { ...evaluation, fromMs: 60 * dayMs };
    expect(reconcileEvents([], first, later).withdrawnIds).toEqual([first[1]?.id]);
  });

  it('lets an event that was withdrawn come back under its id', () => {
    const first = keep(reconcileEvents(seen(draft(10 * dayMs)), [], evaluation));
    const withdrawn = first.map((event) => ({ ...event, isWithdrawn: true }));
    const back = reconcileEvents(seen(draft(10 * dayMs)), withdrawn, evaluation);
    expect(back.kept[0]?.id).toBe(first[0]?.id);
  });

  it('names ids that are UUIDs and differ when a name does', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
        expect(stableId(...a)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
        );
        expect(stableId(...a) === stableId(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

describe('planEvaluation', () => {
  const days = (firstDay: string, lastDay: string, changed: string | null = null) => ({
    firstDay,
    lastDay,
    changedDay: changed,
    revision: 9,
  });
  const through = (evaluatedThrough: string): Watermark => ({
    firstDay: '2026-01-01',
    evaluatedThrough,
    revision: 5,
  });
  const datesOf = (plan: ReturnType<typeof planEvaluation>) =>
    plan === null ? null : [plan.from.date, plan.to.date];

  it('begins with the first whole local day and ends with the last that is surely over', () => {
    const plan = (zone: string) =>
      datesOf(planEvaluation(days('2026-01-01', '2026-01-10'), null, null, zone));
    expect(plan('UTC')).toEqual(['2026-01-01', '2026-01-09']);
    // A Thai day ends at 17:00 UTC: that of the 9th within the 9th, the 10th is not surely over.
    expect(plan(bangkok)).toEqual(['2026-01-02', '2026-01-09']);
    expect(datesOf(planEvaluation(days('2026-01-01', '2026-01-01'), null, null, 'UTC'))).toBeNull();
  });

  it('asks the readings whether the day that ends within the last UTC day is over', () => {
    const published = days('2026-01-01', '2026-01-10');
    const probe = instantToProbe(published, through('2026-01-09'), bangkok);
    expect(probe).toBe(Date.parse('2026-01-10T17:00:00Z'));
    expect(instantToProbe(published, through('2026-01-10'), bangkok)).toBeNull();
    expect(datesOf(planEvaluation(published, through('2026-01-09'), probe, bangkok))).toEqual([
      '2026-01-10',
      '2026-01-10',
    ]);
    expect(planEvaluation(published, through('2026-01-09'), null, bangkok)).toBeNull();
  });

  it('goes back to the first day that changed', () => {
    const late = (changed: string, zone: string) =>
      datesOf(
        planEvaluation(
          days('2026-01-01', '2026-02-10', changed),
          through('2026-02-09'),
          null,
          zone,
        ),
      );
    expect(late('2026-01-20', 'UTC')).toEqual(['2026-01-20', '2026-02-09']);
    // The UTC day of the 20th begins at 07:00 of the Thai 20th.
    expect(late('2026-01-20', bangkok)).toEqual(['2026-01-20', '2026-02-09']);
    expect(late('2025-12-31', 'UTC')).toEqual(['2026-01-01', '2026-02-09']);
  });

  it('does not judge a day again for the first readings of the next one', () => {
    const published = days('2026-01-01', '2026-02-09', '2026-02-09');
    expect(planEvaluation(published, through('2026-02-09'), null, bangkok)).toBeNull();
    const next = days('2026-01-01', '2026-02-11', '2026-02-09');
    expect(datesOf(planEvaluation(next, through('2026-02-09'), null, bangkok))).toEqual([
      '2026-02-09',
      '2026-02-10',
    ]);
  });
});

describe('isCheckpoint', () => {
  it('keeps the latest days and some of three months, however the head moves', () => {
    const day = (number: number) => new Date(number * dayMs).toISOString().slice(0, 10);
    const kept = Array.from({ length: 300 }, (_, at) => day(20_000 + at)).filter((each) =>
      isCheckpoint(each, day(20_299)),
    );
    expect(kept.slice(-3)).toEqual([day(20_297), day(20_298), day(20_299)]);
    expect(kept.length).toBeLessThanOrEqual(10);
    // What is kept later was kept before, or is newer.
    const later = kept.filter((each) => isCheckpoint(each, day(20_310)));
    expect(later.length).toBeGreaterThanOrEqual(5);
  });
});

describe('priorityOf', () => {
  it('follows size and confidence', () => {
    const sized = (sizeM3PerHour: number | null, confidence = 0.9) =>
      priorityOf(draft(0, { sizeM3PerHour, confidence }));
    expect([30, 8, 2, 0.4, null].map((size) => sized(size))).toEqual([
      'critical',
      'high',
      'medium',
      'low',
      'medium',
    ]);
    expect([sized(30, 0.3), sized(0.4, 0.3)]).toEqual(['high', 'low']);
    const excess = (ratio: number) =>
      priorityOf(draft(0, { kind: 'night-flow excess', details: { ratio } }));
    expect([1.2, 1.5, 2].map(excess)).toEqual(['low', 'medium', 'high']);
  });
});

describe('the models of each day', () => {
  it('are all registered, with one champion of each kind', () => {
    const registered = new Map(predictionModels.map(({ version, kind }) => [version, kind]));
    for (const { version, kind } of dailyModels(bangkok))
      expect(registered.get(version)).toBe(kind);
    const champions = predictionModels.filter(({ builtInRole }) => builtInRole === 'champion');
    expect(new Set(champions.map(({ kind }) => kind)).size).toBe(4);
    expect(champions).toHaveLength(4);
  });

  it('say the same when they stop each day and go on from their JSON', () => {
    const days = localDaysStartingIn(
      { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-04-01T00:00:00Z') },
      bangkok,
    );
    const readings = days.map((day, number) => ({
      day,
      flowsM3PerHour: Float64Array.from({ length: 96 }, (_, at) => {
        const leak = number >= 50 && number < 70 ? 30 : 0;
        const ripple = ((number * 31 + at * 17) % 13) / 4;
        return number === 80 ? 0 : 100 + 50 * Math.sin((at / 96) * 2 * Math.PI) + ripple + leak;
      }),
      sensors: ['a', 'b'].map((id, place) => ({
        id,
        pressuresM: Float64Array.from({ length: 96 }, (_, at) => {
          const low = number === 60 && at > 40 && at < 70 ? -12 : 0;
          return (
            30 + place - 5 * Math.sin((at / 96) * 2 * Math.PI) + ((number * 7 + at) % 5) / 50 + low
          );
        }),
      })),
      tankSurfaceM2: null,
    }));
    for (const model of dailyModels(bangkok)) {
      const whole = model.begin(null);
      for (const each of readings) whole.addDay(each);
      let state: unknown = null;
      for (const each of readings) {
        const run = model.begin(state);
        run.addDay(each);
        state = JSON.parse(JSON.stringify(run.state()));
      }
      const drafts = (from: unknown) =>
        model
          .begin(from)
          .events()
          .map((event) => event.draft);
      expect(drafts(state)).toEqual(drafts(whole.state()));
      if (model.version !== 'pressure-share-1') expect(drafts(state).length).toBeGreaterThan(0);
    }
  });
});
