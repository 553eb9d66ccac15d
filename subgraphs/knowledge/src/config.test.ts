import { parseKnowledgeConfig } from './config.ts';

const environment = {
  DATABASE_URL: 'postgres://127.0.0.1/waris',
  MONGODB_URL: 'mongodb://127.0.0.1/waris',
};

describe('parseKnowledgeConfig', () => {
  it('does without Milvus', () => {
    expect(parseKnowledgeConfig(environment)).toEqual({
      postgresUrl: environment.DATABASE_URL,
      mongoUrl: environment.MONGODB_URL,
      milvusAddress: undefined,
      milvusPrefix: undefined,
    });
  });

  it('names what is missing or wrong', () => {
    expect(() => parseKnowledgeConfig({ MONGODB_URL: environment.MONGODB_URL })).toThrow(
      'DATABASE_URL is not set',
    );
    expect(() => parseKnowledgeConfig({ ...environment, MILVUS_ADDRESS: 'milvus' })).toThrow(
      'MILVUS_ADDRESS: is not host:port',
    );
  });
});
