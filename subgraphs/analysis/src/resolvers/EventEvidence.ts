import type { EventEvidenceResolvers } from '../__generated__/resolvers-types.ts';
import { numbersOf } from '../domain/forecast/forecast-content.ts';
import { encodeColumn } from './encode-column.ts';

export const EventEvidence: EventEvidenceResolvers = {
  startAt: ({ startMs }) => new Date(startMs),
  unit: ({ unit }) => (unit === 'm' ? 'PRESSURE_M' : 'FLOW_M3_PER_HOUR'),
  observed: ({ observed }, { encoding }) => encodeColumn(numbersOf(observed), encoding),
  expected: ({ expected }, { encoding }) => encodeColumn(numbersOf(expected), encoding),
  pressureScores: ({ pressureScores }, { encoding }) =>
    encodeColumn(Float64Array.from(pressureScores), encoding),
};
