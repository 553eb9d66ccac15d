import { parseEnvironment, settings } from '@waris/service-kit';

export type TelemetryConfig = { readonly postgresUrl: string };

export function parseTelemetryConfig(
  environment: Readonly<Record<string, string | undefined>>,
): TelemetryConfig {
  const { DATABASE_URL } = parseEnvironment(environment, { DATABASE_URL: settings.postgresUrl });
  return { postgresUrl: DATABASE_URL };
}
