import { parseEnvironment, settings } from '@waris/service-kit';

export type NetworkConfig = {
  readonly databaseUrl: string;
};

export function parseNetworkConfig(
  environment: Readonly<Record<string, string | undefined>>,
): NetworkConfig {
  const { DATABASE_URL } = parseEnvironment(environment, { DATABASE_URL: settings.postgresUrl });
  return { databaseUrl: DATABASE_URL };
}
