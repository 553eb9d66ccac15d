import { resolve } from 'node:path';
import {
  parseEnvironment,
  redisAddressOf,
  redisSettings,
  settings,
  type RedisAddress,
} from '@waris/service-kit';
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment, read here alone and handed on as an argument. */
export const environment: Environment = process.env;

export type CliConfig = {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly adminEmail: string;
  readonly adminPassword: string | undefined;
  readonly demo: boolean;
  readonly logLevel: string;
  /** Null: standard output. */
  readonly logFile: string | null;
  readonly databaseUrl: string | undefined;
  readonly mongoUrl: string | undefined;
  /** Null: this process's memory. */
  readonly redis: RedisAddress | null;
};

/** Throws StartError naming each wrong variable. */
export function parseCliConfig(variables: Environment): CliConfig {
  const parsed = parseEnvironment(variables, {
    HOST: z.string().default('127.0.0.1'),
    PORT: settings.port.default(4000),
    WARIS_DATA_DIR: z.string().default('.waris'),
    WARIS_ADMIN_EMAIL: z.email('is not an e-mail address').default('admin@waris.local'),
    WARIS_ADMIN_PASSWORD: z.string().min(8, 'is shorter than 8 characters').optional(),
    WARIS_DEMO: z.enum(['0', '1'], { error: 'is neither 0 nor 1' }).default('1'),
    WARIS_LOG_LEVEL: settings.logLevel.default('info'),
    WARIS_LOG: z.string().optional(),
    DATABASE_URL: settings.postgresUrl.optional(),
    MONGODB_URL: settings.mongoUrl.optional(),
    ...redisSettings,
  });
  const dataDir = resolve(parsed.WARIS_DATA_DIR);
  return {
    host: parsed.HOST,
    port: parsed.PORT,
    dataDir,
    adminEmail: parsed.WARIS_ADMIN_EMAIL,
    adminPassword: parsed.WARIS_ADMIN_PASSWORD,
    demo: parsed.WARIS_DEMO === '1',
    logLevel: parsed.WARIS_LOG_LEVEL,
    // By default beside the data folder: the terminal is for the person.
    logFile: parsed.WARIS_LOG === 'stdout' ? null : resolve(parsed.WARIS_LOG ?? `${dataDir}.log`),
    databaseUrl: parsed.DATABASE_URL,
    mongoUrl: parsed.MONGODB_URL,
    redis: redisAddressOf(parsed),
  };
}
