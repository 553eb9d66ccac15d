import { parseEnvironment } from '../config.ts';
import { silentLogger } from '../observability.ts';
import { openKeyValueStore, redisAddressOf, redisSettings } from './open-key-value-store.ts';

const addressOf = (environment: Record<string, string>) =>
  redisAddressOf(parseEnvironment(environment, redisSettings));

describe('where Redis is', () => {
  it('is told by its URL, or by its sentinels and the name of the master', () => {
    expect(addressOf({})).toBeNull();
    expect(addressOf({ REDIS_URL: 'redis://cache:6379' })).toEqual({ url: 'redis://cache:6379' });
    expect(addressOf({ REDIS_SENTINELS: 'one:26379,two:26380' })).toEqual({
      sentinels: [
        { host: 'one', port: 26379 },
        { host: 'two', port: 26380 },
      ],
      master: 'mymaster',
    });
    expect(
      addressOf({ REDIS_SENTINELS: 'one:26379', REDIS_SENTINEL_MASTER: 'waris' }),
    ).toMatchObject({ master: 'waris' });
    expect(() => addressOf({ REDIS_SENTINELS: 'one' })).toThrow(/REDIS_SENTINELS/);
  });

  it('is nowhere: then this process keeps all in its memory', async () => {
    const store = await openKeyValueStore(null, silentLogger);
    expect(await store.state()).toMatchObject({ engine: 'memory' });
    await store.stop();
  });
});
