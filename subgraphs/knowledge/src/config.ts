import { parseEnvironment, settings } from '@waris/service-kit';
import { z } from 'zod';

const shape = {
  DATABASE_URL: settings.postgresUrl,
  MONGODB_URL: settings.mongoUrl,
  MILVUS_ADDRESS: settings.address.optional(),
  MILVUS_PREFIX: z
    .string()
    .regex(/^[A-Za-z_]\w{0,63}$/, 'is not letters, digits and underscores')
    .optional(),
};

export type KnowledgeConfig = {
  readonly postgresUrl: string;
  readonly mongoUrl: string;
  /** Unset: vectors lie in PostgreSQL. */
  readonly milvusAddress: string | undefined;
  /** Stands before the names of Milvus's collections, where several installations share one. */
  readonly milvusPrefix: string | undefined;
};

export function parseKnowledgeConfig(
  environment: Readonly<Record<string, string | undefined>>,
): KnowledgeConfig {
  const parsed = parseEnvironment(environment, shape);
  return {
    postgresUrl: parsed.DATABASE_URL,
    mongoUrl: parsed.MONGODB_URL,
    milvusAddress: parsed.MILVUS_ADDRESS,
    milvusPrefix: parsed.MILVUS_PREFIX,
  };
}
