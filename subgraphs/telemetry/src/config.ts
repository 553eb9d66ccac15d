import { parseEnvironment, settings } from '@waris/service-kit';
import { z } from 'zod';
import { mqttConfigOf, mqttSettings, type MqttConfig } from './mqtt-config.ts';
import { tierConfigOf, tierSettings, type TierConfig } from './tier-config.ts';

export type TelemetryConfig = TierConfig & {
  readonly postgresUrl: string;
  /** Null or absent: readings come by the other doors alone. */
  readonly mqtt?: MqttConfig | null;
  /** How often touched days are looked for; 0 or absent leaves that to `rollUp`. */
  readonly rollUpIntervalMs?: number;
};

export function parseTelemetryConfig(
  environment: Readonly<Record<string, string | undefined>>,
): TelemetryConfig {
  const { DATABASE_URL, WARIS_ROLL_UP_MS, ...parsed } = parseEnvironment(environment, {
    DATABASE_URL: settings.postgresUrl,
    WARIS_ROLL_UP_MS: z.coerce
      .number('is not a number')
      .int('is not a whole number')
      .min(0, 'is negative')
      .max(3_600_000, 'is more than an hour')
      .default(1_000),
    ...tierSettings,
    ...mqttSettings,
  });
  return {
    postgresUrl: DATABASE_URL,
    mqtt: mqttConfigOf(parsed),
    rollUpIntervalMs: WARIS_ROLL_UP_MS,
    ...tierConfigOf(parsed),
  };
}
