import {
  addPressureAnomalyDay,
  initialPressureAnomalyState,
  pressureBandRule,
  pressurePatternRule,
  pressureShareRule,
  type PressureAnomaly,
  type PressureAnomalyState,
  type PressureRule,
} from '@waris/water-loss';
import type { Approach, EventDraft } from './event.ts';
import { ownState, seenEvents, type DayReadings, type DetectionModel } from './model-run.ts';
import { areaPressure, initialLevels, type SensorLevels } from './area-pressure.ts';

type State = { readonly levels: SensorLevels; readonly anomalies: PressureAnomalyState };

const hourMs = 3_600_000;

function pressureModel(version: string, rule: PressureRule, approach: Approach): DetectionModel {
  return {
    version,
    kind: 'pressure anomaly',
    begin: (given) => {
      const state = structuredClone(
        ownState<State>(given, () => ({
          levels: initialLevels(),
          anomalies: initialPressureAnomalyState(),
        })),
      );
      const before = [...state.anomalies.anomalies];
      return {
        addDay: (readings) => {
          const hoursM = areaPressure(state.levels, readings.sensors);
          addPressureAnomalyDay(state.anomalies, { ...dayOf(readings), hoursM }, rule);
        },
        events: () =>
          seenEvents(before, state.anomalies.anomalies, (each) => draftOf(each, approach)),
        state: () => structuredClone(state),
      };
    },
  };
}

export const pressureModels: readonly DetectionModel[] = [
  pressureModel('pressure-pattern-1', pressurePatternRule, 'pressure pattern'),
  pressureModel('pressure-band-1', pressureBandRule, 'pressure band'),
  pressureModel('pressure-share-1', pressureShareRule, 'share of level'),
];

function dayOf({ day }: DayReadings) {
  const weekday = new Date(`${day.date}T00:00:00Z`).getUTCDay();
  const dayType = weekday === 0 ? 2 : Number(weekday === 6);
  return { startAt: day.startMs, endAt: day.endMs, dayType };
}

function draftOf(anomaly: PressureAnomaly, approach: Approach): EventDraft {
  const hours = anomaly.observedM.length;
  return {
    kind: 'pressure anomaly',
    startMs: anomaly.startAt,
    detectedMs: anomaly.alarmAt,
    endMs: anomaly.endAt,
    sizeM3PerHour: null,
    sizeMarginM3PerHour: null,
    // Three hours beyond six deviations are hardly chance, but a valve is as good a reason as a leak.
    confidence: 0.8,
    approaches: [approach],
    details: {
      direction: anomaly.direction === 'low' ? 'below' : 'above',
      distanceM: anomaly.greatestM,
    },
    evidence: {
      startMs: anomaly.alarmAt - hours * hourMs,
      intervalSeconds: 3600,
      unit: 'm',
      observed: anomaly.observedM,
      expected: anomaly.expectedM,
      pressureScores: [],
    },
  };
}
