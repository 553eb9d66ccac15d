import type { WeatherHour } from './outlook.ts';

/** Hours of weather from one on, as they come in; NaN is a gap. */
export type WeatherInput = {
  readonly startAt: Date;
  /** Null for measured hours. */
  readonly issuedAt: Date | null;
  readonly temperatureC: Float64Array;
  /** As long as the temperature; null without rain. */
  readonly rainMm: Float64Array | null;
};

export type WeatherProblem = { readonly field: string; readonly message: string };

const hourMs = 3_600_000;
export const mostWeatherHours = 366 * 24;
const coldestC = -30;
const warmestC = 60;
const mostRainMm = 300;

/** What is wrong with hours of weather, each with the field at fault; empty when nothing is. */
export function problemsWithWeather(input: WeatherInput, now: Date): readonly WeatherProblem[] {
  const hours = input.temperatureC.length;
  if (hours === 0 || hours > mostWeatherHours) {
    const message = `Give 1 to ${mostWeatherHours} hours at once.`;
    return [{ field: 'temperatureCelsius', message }];
  }
  if (input.rainMm !== null && input.rainMm.length !== hours) {
    const message = `There are ${hours} hours of temperature and ${input.rainMm.length} of rain.`;
    return [{ field: 'rainMm', message }];
  }
  const problems = [
    timeProblem(input, now),
    outside(input.temperatureC, coldestC, warmestC, {
      field: 'temperatureCelsius',
      what: (value, hour) =>
        `${value} °C in hour ${hour} is no weather: temperatures are in Celsius, ${coldestC} to ${warmestC}.`,
    }),
    outside(input.rainMm ?? new Float64Array(0), 0, mostRainMm, {
      field: 'rainMm',
      what: (value, hour) => `${value} mm in hour ${hour} is no rain: it is 0 to ${mostRainMm}.`,
    }),
  ];
  return problems.filter((problem) => problem !== null);
}

function timeProblem(
  { startAt, issuedAt, temperatureC }: WeatherInput,
  now: Date,
): WeatherProblem | null {
  const endMs = startAt.getTime() + temperatureC.length * hourMs;
  if (startAt.getTime() % hourMs !== 0) {
    return { field: 'startAt', message: 'Hours of weather begin on the hour.' };
  }
  if (issuedAt === null) {
    return endMs <= now.getTime()
      ? null
      : {
          field: 'startAt',
          message: 'The last hour is not over: give `issuedAt` for a forecast.',
        };
  }
  if (issuedAt > now)
    return { field: 'issuedAt', message: 'It is not yet time to have issued it.' };
  return issuedAt <= startAt
    ? null
    : {
        field: 'issuedAt',
        message: 'A forecast is issued before its hours: leave out earlier ones.',
      };
}

function outside(
  values: Float64Array,
  least: number,
  most: number,
  { field, what }: { field: string; what: (value: number, hour: number) => string },
): WeatherProblem | null {
  const hour = values.findIndex((value) => value < least || value > most);
  return hour === -1 ? null : { field, message: what(values[hour] ?? Number.NaN, hour) };
}

/** The hours of which something is told. Measured ones are known when they are over. */
export function weatherHoursOf(input: WeatherInput): readonly WeatherHour[] {
  return Array.from(input.temperatureC, (temperature, index) => {
    const startMs = input.startAt.getTime() + index * hourMs;
    return {
      hourMs: startMs,
      knownMs: input.issuedAt?.getTime() ?? startMs + hourMs,
      temperatureC: numberOrNull(temperature),
      rainMm: numberOrNull(input.rainMm?.[index]),
    };
  }).filter(({ temperatureC, rainMm }) => temperatureC !== null || rainMm !== null);
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
