import type { DemandForecastResolvers } from '../__generated__/resolvers-types.ts';
import type { ColumnEncoding } from '../__generated__/resolvers-types.ts';
import {
  forecastTruth,
  numbersOf,
  type ForecastContent,
} from '../domain/forecast/forecast-content.ts';
import { forecastInputs } from '../domain/forecast/forecast-inputs.ts';
import type { DemandForecastMapper } from '../mappers.ts';
import { encodeColumn } from './encode-column.ts';

type Column = Exclude<keyof ForecastContent, 'startAt'>;

const column =
  (name: Column) =>
  ({ content, horizonHours }: DemandForecastMapper, { encoding }: { encoding: ColumnEncoding }) =>
    encodeColumn(numbersOf(content[name].slice(0, horizonHours)), encoding);

export const DemandForecast: DemandForecastResolvers = {
  startAt: ({ content }) => new Date(content.startAt),
  intervalSeconds: () => 3600,
  madeAt: ({ prediction }) => prediction.createdAt,
  dataUntilAt: ({ prediction }) => prediction.dataUntil,
  modelVersion: ({ prediction }) => prediction.modelVersion,
  expectedM3PerHour: column('expected'),
  lower80M3PerHour: column('lower80'),
  upper80M3PerHour: column('upper80'),
  lower95M3PerHour: column('lower95'),
  upper95M3PerHour: column('upper95'),
  inputs: ({ prediction: { inputs } }) => forecastInputs.parse(inputs),
  errors: ({ prediction: { truth } }) => {
    if (truth === null) return null;
    const { meanErrorDay1, greatestErrorDay1, meanErrorDays2To7 } = forecastTruth.parse(truth);
    return {
      meanErrorDay1M3PerHour: meanErrorDay1,
      greatestErrorDay1M3PerHour: greatestErrorDay1,
      meanErrorDays2To7M3PerHour: meanErrorDays2To7,
    };
  },
};
