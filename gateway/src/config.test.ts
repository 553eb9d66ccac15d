import { parseGatewayConfig } from './config.ts';

const secrets = { WARIS_TOKEN_SECRET: 't'.repeat(32), WARIS_VIEWER_SECRET: 'v'.repeat(32) };

describe('the settings of the gateway', () => {
  it('find the sessions where the services keep them, also behind sentinels', () => {
    const redisOf = (more: Record<string, string>) =>
      parseGatewayConfig({ ...secrets, ...more }).redis;
    expect(redisOf({})).toBeNull();
    expect(redisOf({ REDIS_URL: 'redis://cache' })).toEqual({ url: 'redis://cache' });
    expect(redisOf({ REDIS_SENTINELS: 'one:26379' })).toEqual({
      sentinels: [{ host: 'one', port: 26379 }],
      master: 'mymaster',
    });
  });
});
