import {
  parseEnvironment,
  redisAddressOf,
  redisSettings,
  settings,
  type RedisAddress,
} from '@waris/service-kit';
import { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

/** What serving HTTP needs, whoever signs in where. */
export type ServerConfig = {
  readonly host: string;
  readonly port: number;
  /** The schema may be asked for, and the sandbox is served. Off for an open network. */
  readonly introspection: boolean;
  readonly logLevel: string;
};

/** What knowing the caller needs; not read by a gateway without sign-in. */
export type GatewayConfig = {
  /** Null: sessions are in the memory of this process. */
  readonly redis: RedisAddress | null;
  readonly tokenSecret: string;
  readonly viewerSecret: string;
};

/** Throws StartError naming each missing or wrong variable. */
export function parseServerConfig(environment: Environment): ServerConfig {
  const parsed = parseEnvironment(environment, {
    HOST: z.string().default('127.0.0.1'),
    PORT: settings.port.default(4000),
    WARIS_INTROSPECTION: z.enum(['on', 'off'], { error: 'is neither on nor off' }).default('off'),
    WARIS_LOG_LEVEL: settings.logLevel.default('info'),
  });
  return {
    host: parsed.HOST,
    port: parsed.PORT,
    introspection: parsed.WARIS_INTROSPECTION === 'on',
    logLevel: parsed.WARIS_LOG_LEVEL,
  };
}

/** Throws StartError naming each missing or wrong variable. */
export function parseGatewayConfig(environment: Environment): GatewayConfig {
  const parsed = parseEnvironment(environment, {
    ...redisSettings,
    WARIS_TOKEN_SECRET: settings.secret,
    WARIS_VIEWER_SECRET: settings.secret,
  });
  return {
    redis: redisAddressOf(parsed),
    tokenSecret: parsed.WARIS_TOKEN_SECRET,
    viewerSecret: parsed.WARIS_VIEWER_SECRET,
  };
}
