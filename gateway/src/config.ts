import { parseEnvironment, settings } from '@waris/service-kit';
import { z } from 'zod';

const shape = {
  HOST: z.string().default('127.0.0.1'),
  PORT: settings.port.default(4000),
  REDIS_URL: settings.redisUrl.optional(),
  WARIS_TOKEN_SECRET: settings.secret,
  WARIS_VIEWER_SECRET: settings.secret,
  /** The schema may be asked for, and the sandbox is served. Off for an open network. */
  WARIS_INTROSPECTION: z.enum(['on', 'off'], { error: 'is neither on nor off' }).default('off'),
  WARIS_LOG_LEVEL: settings.logLevel.default('info'),
};

export type GatewayConfig = {
  readonly host: string;
  readonly port: number;
  readonly redisUrl: string | undefined;
  readonly tokenSecret: string;
  readonly viewerSecret: string;
  readonly introspection: boolean;
  readonly logLevel: string;
};

/** Throws StartError naming each missing or wrong variable. */
export function parseGatewayConfig(
  environment: Readonly<Record<string, string | undefined>>,
): GatewayConfig {
  const parsed = parseEnvironment(environment, shape);
  return {
    host: parsed.HOST,
    port: parsed.PORT,
    redisUrl: parsed.REDIS_URL,
    tokenSecret: parsed.WARIS_TOKEN_SECRET,
    viewerSecret: parsed.WARIS_VIEWER_SECRET,
    introspection: parsed.WARIS_INTROSPECTION === 'on',
    logLevel: parsed.WARIS_LOG_LEVEL,
  };
}
