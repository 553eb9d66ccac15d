import { parseEnvironment, settings } from '@waris/service-kit';
import { z } from 'zod';

export type IdentityConfig = {
  readonly postgresUrl: string;
  readonly mongoUrl: string;
  /** Signs access tokens; the gateway has the same. */
  readonly tokenSecret: string;
  /** How often the outbox is looked at; 0 leaves that to `relayOnce`. */
  readonly relayIntervalMs: number;
  /** How long a record stays in the outbox after it was delivered. */
  readonly outboxDays: number;
};

export function parseIdentityConfig(
  environment: Readonly<Record<string, string | undefined>>,
): IdentityConfig {
  const parsed = parseEnvironment(environment, {
    DATABASE_URL: settings.postgresUrl,
    MONGODB_URL: settings.mongoUrl,
    WARIS_TOKEN_SECRET: settings.secret,
    WARIS_AUDIT_RELAY_MS: z.coerce
      .number('is not a number')
      .int('is not a whole number')
      .min(0, 'is negative')
      .max(3_600_000, 'is more than an hour')
      .default(1_000),
    WARIS_OUTBOX_DAYS: z.coerce
      .number('is not a number')
      .int('is not a whole number')
      .min(1, 'is less than a day')
      .max(3_650, 'is more than ten years')
      .default(7),
  });
  return {
    postgresUrl: parsed.DATABASE_URL,
    mongoUrl: parsed.MONGODB_URL,
    tokenSecret: parsed.WARIS_TOKEN_SECRET,
    relayIntervalMs: parsed.WARIS_AUDIT_RELAY_MS,
    outboxDays: parsed.WARIS_OUTBOX_DAYS,
  };
}
