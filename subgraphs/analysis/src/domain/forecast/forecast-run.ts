import {
  addForecastDay,
  initialForecastMissState,
  type ForecastMiss,
  type ForecastMissState,
} from '@waris/water-loss';
import type { EventDraft } from '../detection/event.ts';
import { ownState, seenEvents, type SeenEvent } from '../detection/model-run.ts';
import type { FlowGrid } from '../flow-grid.ts';
import type { LocalDay } from '../local-days.ts';
import { hoursOf } from './demand-hours.ts';
import { numbersOf, type ForecastContent } from './forecast-content.ts';

const hourMs = 3_600_000;

type State = {
  misses: ForecastMissState;
  /** The forecast of the week that is under way. */
  week: ForecastContent | null;
};

/** Holds demand against the forecast that was made before its week began. */
export type ForecastRun = {
  /** Takes the forecast of the week that begins now. */
  beginWeek(forecast: ForecastContent): void;
  /** Takes the next day. */
  addDay(day: LocalDay, grid: FlowGrid): void;
  events(): readonly SeenEvent[];
  state(): unknown;
};

export function beginForecastRun(given: unknown): ForecastRun {
  const state = structuredClone(
    ownState<State>(given, () => ({ misses: initialForecastMissState(), week: null })),
  );
  const before = [...state.misses.misses];
  return {
    beginWeek: (forecast) => {
      state.week = forecast;
    },
    addDay: ({ startMs, endMs }, grid) => {
      const { week } = state;
      const first = week === null ? 0 : Math.round((startMs - Date.parse(week.startAt)) / hourMs);
      const measured = hoursOf(grid, startMs, endMs);
      const cut = (column: ForecastContent['expected'] | undefined) =>
        numbersOf(Array.from(measured, (_value, hour) => column?.[first + hour] ?? null));
      addForecastDay(state.misses, {
        startAt: startMs,
        endAt: endMs,
        measured,
        expected: cut(week?.expected),
        low: cut(week?.lower95),
        high: cut(week?.upper95),
      });
    },
    events: () => seenEvents(before, state.misses.misses, draftOf),
    state: () => structuredClone(state),
  };
}

function draftOf(miss: ForecastMiss): EventDraft {
  return {
    kind: 'forecast miss',
    startMs: miss.startAt,
    detectedMs: miss.alarmAt,
    endMs: miss.endAt,
    sizeM3PerHour: miss.meanM3PerHour,
    sizeMarginM3PerHour: null,
    // That demand left its interval is seen; what it means is not said.
    confidence: 1,
    approaches: ['demand interval'],
    details: { direction: miss.direction },
    evidence: {
      startMs: miss.alarmAt - miss.measured.length * hourMs,
      intervalSeconds: 3600,
      unit: 'm3/h',
      observed: miss.measured,
      expected: miss.expected,
      pressureScores: [],
    },
  };
}
