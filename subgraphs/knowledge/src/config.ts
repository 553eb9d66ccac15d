import { parseEnvironment, settings } from '@waris/service-kit';

const shape = {
  DATABASE_URL: settings.postgresUrl,
  MONGODB_URL: settings.mongoUrl,
  MILVUS_ADDRESS: settings.address.optional(),
};

export type KnowledgeConfig = {
  readonly postgresUrl: string;
  readonly mongoUrl: string;
  /** Unset: vectors lie in PostgreSQL. */
  readonly milvusAddress: string | undefined;
};

export function parseKnowledgeConfig(
  environment: Readonly<Record<string, string | undefined>>,
): KnowledgeConfig {
  const parsed = parseEnvironment(environment, shape);
  return {
    postgresUrl: parsed.DATABASE_URL,
    mongoUrl: parsed.MONGODB_URL,
    milvusAddress: parsed.MILVUS_ADDRESS,
  };
}
