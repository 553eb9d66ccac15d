import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { recordWeather as recordWeatherUseCase } from '../../services/record-weather.ts';

export const recordWeather: NonNullable<MutationResolvers['recordWeather']> = async (
  _parent,
  { input },
  context,
) => {
  const { regionId, startAt, issuedAt = null, temperatureCelsius, rainMm = null } = input;
  const hours = { startAt, issuedAt, temperatureC: temperatureCelsius, rainMm };
  const result = await recordWeatherUseCase(context, { regionId, ...hours });
  return result.ok
    ? { recordedHours: result.value, userErrors: [] }
    : { recordedHours: null, userErrors: [...result.errors] };
};
