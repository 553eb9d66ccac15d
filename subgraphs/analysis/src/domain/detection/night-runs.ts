import {
  addNight,
  initialNightRuleState,
  nightEwma,
  nightFlowExcessRule,
  plainNightCusum,
  type NightRise,
  type NightRule,
  type NightRuleState,
} from '@waris/water-loss';
import { localHourAt, type LocalDay } from '../local-days.ts';
import { judgeDay, type PastDay } from './day-fault.ts';
import type { Approach, EventDraft, EventKind } from './event.ts';
import { confidenceOf, ownState, seenEvents, type DetectionModel } from './model-run.ts';

const nightFromHour = 2;
const nightToHour = 4;
const dayMs = 86_400_000;

/** Mean of the readings from 02:00 to 04:00 by the clock; null where half of them are missing. */
export function nightFlowOn(day: LocalDay, flows: Float64Array, timeZone: string): number | null {
  const stepMs = (day.endMs - day.startMs) / flows.length;
  let sum = 0;
  let present = 0;
  let expected = 0;
  for (const [index, flow] of flows.entries()) {
    const hour = localHourAt(day.startMs + index * stepMs, day, timeZone);
    if (hour < nightFromHour || hour >= nightToHour) continue;
    expected += 1;
    if (Number.isNaN(flow)) continue;
    sum += flow;
    present += 1;
  }
  return present > 0 && present * 2 >= expected ? sum / present : null;
}

type State = NightRuleState & { readonly days?: readonly PastDay[] };

// A night on which the meter was faulty says nothing of leaks.
function nightModel(version: string, rule: NightRule, kind: EventKind, approach: Approach) {
  return (timeZone: string): DetectionModel => ({
    version,
    kind: 'leak detection',
    begin: (given) => {
      const { days = [], ...known } = ownState<State>(given, initialNightRuleState);
      const state: NightRuleState = structuredClone(known);
      const before = [...state.rises];
      let pastDays = days;
      return {
        addDay: ({ day, flowsM3PerHour }) => {
          const judged = judgeDay(pastDays, flowsM3PerHour);
          pastDays = judged.days;
          const flow = judged.isFaulty ? null : nightFlowOn(day, flowsM3PerHour, timeZone);
          const night = { startAt: day.startMs, endAt: day.endMs, flowM3PerHour: flow };
          addNight(state, night, rule);
        },
        events: () => seenEvents(before, state.rises, (rise) => draftOf(rise, kind, approach)),
        state: () => ({ ...structuredClone(state), days: pastDays }) satisfies State,
      };
    },
  });
}

export const nightCusumModel = nightModel('night-cusum-1', plainNightCusum, 'burst', 'night CUSUM');
export const nightEwmaModel = nightModel('night-ewma-1', nightEwma, 'burst', 'night EWMA');
export const nightShareModel = nightModel(
  'night-share-1',
  nightFlowExcessRule,
  'night-flow excess',
  'share of baseline',
);

function draftOf(rise: NightRise, kind: EventKind, approach: Approach): EventDraft {
  const { nightsM3PerHour, baselineM3PerHour, greatestRatio, alarmAt } = rise;
  return {
    kind,
    startMs: rise.startAt,
    detectedMs: alarmAt,
    endMs: rise.endAt,
    sizeM3PerHour: rise.sizeM3PerHour,
    sizeMarginM3PerHour: 1.96 * rise.noiseM3PerHour,
    // That a night passed its limit is seen, not inferred.
    confidence: greatestRatio === null ? confidenceOf(rise.sizeM3PerHour / rise.noiseM3PerHour) : 1,
    approaches: [approach],
    details: { baselineM3PerHour, ...(greatestRatio === null ? {} : { ratio: greatestRatio }) },
    evidence: {
      startMs: alarmAt - nightsM3PerHour.length * dayMs,
      intervalSeconds: 86_400,
      unit: 'm3/h',
      observed: nightsM3PerHour,
      expected: nightsM3PerHour.map(() => baselineM3PerHour),
      pressureScores: [],
    },
  };
}
