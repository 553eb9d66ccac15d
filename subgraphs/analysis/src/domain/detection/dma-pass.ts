import { localDaysStartingIn, type LocalDay } from '../local-days.ts';
import { isCheckpoint } from './checkpoints.ts';
import { dailyModels } from './daily-models.ts';
import { dayOfMs } from './day-of-ms.ts';
import type { Judgement, ModelState } from './judgement.ts';
import type { DayReadings, DetectionModel, ModelRun } from './model-run.ts';
import type { EvaluationPlan, Watermark } from './plan-evaluation.ts';

const dayMs = 86_400_000;
const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** What the models have to judge of a DMA, from the first day of any of them. */
export type PassPlan = {
  readonly dmaId: string;
  readonly timeZone: string;
  readonly firstDay: string;
  readonly revision: number;
  readonly models: readonly {
    readonly modelVersion: string;
    readonly plan: EvaluationPlan;
    readonly watermark: Watermark | null;
  }[];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly days: number;
};

type RunOfModel = {
  readonly model: DetectionModel;
  readonly run: ModelRun;
  readonly watermark: Watermark | null;
  readonly beganDay: string;
  readonly changedDay: string;
  readonly beganMs: number;
  readonly states: ModelState[];
};

/** A walk of all models over the days of a DMA. */
export type DmaPass = {
  readonly dmaId: string;
  readonly timeZone: string;
  readonly revision: number;
  readonly days: readonly LocalDay[];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly head: string;
  readonly runs: readonly RunOfModel[];
};

/** Begins each model at its latest state before what it has to judge, or at the first day of all. */
export function beginRuns(plan: PassPlan, states: ReadonlyMap<string, ModelState>): DmaPass {
  const { dmaId, timeZone, models, untilMs, revision } = plan;
  const byVersion = new Map(dailyModels(timeZone).map((model) => [model.version, model]));
  const began = models.map((each) => ({
    ...each,
    state: states.get(`${dmaId} ${each.modelVersion}`) ?? null,
  }));
  // A local day begins at most a day before or after its date does in UTC.
  const firstMs = began.map(({ state }) =>
    state === null
      ? startOf(plan.firstDay)
      : Math.max(startOf(plan.firstDay), startOf(state.beforeDay) - dayMs),
  );
  const period = { from: new Date(Math.min(...firstMs)), to: new Date(untilMs) };
  const days = localDaysStartingIn(period, timeZone);
  const runs = began.flatMap(({ modelVersion, watermark, state, plan: { from } }) => {
    const model = byVersion.get(modelVersion);
    const first = state === null ? days[0] : days.find(({ date }) => date >= state.beforeDay);
    if (model === undefined || first === undefined) return [];
    const run = model.begin(state?.state ?? null);
    const beganDay = first.date;
    const changedDay = from.date;
    return [{ model, run, watermark, beganDay, changedDay, beganMs: first.startMs, states: [] }];
  });
  const fromMs = Math.min(...runs.map(({ beganMs }) => beganMs));
  const judged = days.filter(({ startMs }) => startMs >= fromMs);
  const head = dayOfMs(untilMs, timeZone);
  return { dmaId, timeZone, revision, days: judged, fromMs, untilMs, head, runs };
}

/** Gives a day to the models that have not seen it, and remembers what they know at checkpoints. */
export function takeDay(pass: DmaPass, readings: DayReadings): void {
  const beforeDay = dayOfMs(readings.day.endMs, pass.timeZone);
  for (const { run, beganMs, states } of pass.runs) {
    if (readings.day.startMs < beganMs) continue;
    run.addDay(readings);
    if (isCheckpoint(beforeDay, pass.head)) states.push({ beforeDay, state: run.state() });
  }
}

/** What each model found, once the last day is taken. */
export function judgementsOf(pass: DmaPass): readonly Judgement[] {
  const { dmaId, timeZone, untilMs, revision, days } = pass;
  const evaluatedThrough = days.at(-1)?.date;
  if (evaluatedThrough === undefined) return [];
  return pass.runs.map(({ model, run, watermark, beganDay, changedDay, beganMs, states }) => ({
    dmaId,
    modelVersion: model.version,
    kind: model.kind,
    timeZone,
    fromMs: beganMs,
    untilMs,
    seen: run.events(),
    predictions: [],
    truths: new Map(),
    firstDay: watermark === null || beganDay < watermark.firstDay ? beganDay : watermark.firstDay,
    evaluatedThrough,
    revision,
    before: watermark,
    beganDay,
    changedDay,
    states,
  }));
}
