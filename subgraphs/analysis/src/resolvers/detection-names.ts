import type { PlaceProblem, SensorReason } from '../domain/detection/burst-location.ts';
import type { Approach, EventKind, EventState, Priority } from '../domain/detection/event.ts';
import type { Outcome } from '../domain/detection/prediction.ts';
import type { ModelRole, PredictionKind } from '../domain/detection/prediction-models.ts';

// What the domain says in words, under its name in the graph.

export const kindNames = {
  burst: 'BURST',
  'meter fault': 'METER_FAULT',
  'missing data': 'MISSING_DATA',
  'night-flow excess': 'NIGHT_FLOW_EXCESS',
  'forecast miss': 'FORECAST_MISS',
  'pressure anomaly': 'PRESSURE_ANOMALY',
} as const satisfies Record<EventKind, string>;

export const stateNames = {
  open: 'OPEN',
  ended: 'ENDED',
  withdrawn: 'WITHDRAWN',
} as const satisfies Record<EventState, string>;

export const priorityNames = {
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
} as const satisfies Record<Priority, string>;

export const approachNames = {
  'whole-day forecast': 'WHOLE_DAY_FORECAST',
  'night forecast': 'NIGHT_FORECAST',
  'slow drift': 'SLOW_DRIFT',
  'pressure regression': 'PRESSURE_REGRESSION',
  'tank outflow': 'TANK_OUTFLOW',
  'flow forecast': 'FLOW_FORECAST',
  'night EWMA': 'NIGHT_EWMA',
  'night CUSUM': 'NIGHT_CUSUM',
  'share of baseline': 'SHARE_OF_BASELINE',
  'meter rules': 'METER_RULES',
  'demand interval': 'DEMAND_INTERVAL',
  'pressure pattern': 'PRESSURE_PATTERN',
  'pressure band': 'PRESSURE_BAND',
  'share of level': 'SHARE_OF_LEVEL',
} as const satisfies Record<Approach, string>;

export const faultNames = {
  missing: 'MISSING',
  stuck: 'STUCK',
  zero: 'ZERO',
  negative: 'NEGATIVE',
  implausible: 'IMPLAUSIBLE',
} as const;

export const leftOutNames = {
  missing: 'MISSING',
  stuck: 'STUCK',
  implausible: 'IMPLAUSIBLE',
  'not in the model': 'NOT_IN_MODEL',
  faulty: 'FAULTY',
  'not in service': 'NOT_IN_SERVICE',
} as const satisfies Record<SensorReason, string>;

export const placeProblemNames = {
  'not yet': 'NOT_YET',
  'not asked': 'NOT_ASKED',
  'no hydraulic model': 'NO_HYDRAULIC_MODEL',
  'model not solved': 'MODEL_NOT_SOLVED',
  'model too large': 'MODEL_TOO_LARGE',
  'no candidate pipes': 'NO_CANDIDATE_PIPES',
  'too few sensors': 'TOO_FEW_SENSORS',
  'no quiet days': 'NO_QUIET_DAYS',
  'no readings yet': 'NO_READINGS_YET',
} as const satisfies Record<PlaceProblem['reason'], string>;

export const predictionKindNames = {
  'leak detection': 'LEAK_DETECTION',
  'demand forecast': 'DEMAND_FORECAST',
  'pressure anomaly': 'PRESSURE_ANOMALY',
  'pipe failure': 'PIPE_FAILURE',
} as const satisfies Record<PredictionKind, string>;

export const outcomeNames = {
  confirmed: 'CONFIRMED',
  'false alarm': 'FALSE_ALARM',
  uncertain: 'UNCERTAIN',
} as const satisfies Record<Outcome, string>;

export const roleNames = {
  champion: 'CHAMPION',
  challenger: 'CHALLENGER',
  baseline: 'BASELINE',
} as const satisfies Record<ModelRole, string>;

/** The domain's word for a name of the graph. */
export function wordOf<Word extends string>(
  names: Readonly<Record<Word, string>>,
  name: string,
): Word {
  const word = (Object.keys(names) as Word[]).find((each) => names[each] === name);
  if (word === undefined) throw new Error(`${name} is not a name of the graph.`);
  return word;
}
