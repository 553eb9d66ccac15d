import { parseIdentityConfig } from './config.ts';

const good = {
  DATABASE_URL: 'postgres://127.0.0.1/waris',
  MONGODB_URL: 'mongodb://127.0.0.1/waris',
  WARIS_TOKEN_SECRET: 's'.repeat(32),
};

describe('the settings of identity', () => {
  it('relay the audit log every second unless told otherwise', () => {
    expect(parseIdentityConfig(good).relayIntervalMs).toBe(1_000);
  });

  it('keep what was delivered for a week', () => {
    expect(parseIdentityConfig(good).outboxDays).toBe(7);
    expect(parseIdentityConfig({ ...good, WARIS_OUTBOX_DAYS: '30' }).outboxDays).toBe(30);
  });

  it.each([
    ['WARIS_TOKEN_SECRET', 'hunter2'],
    ['MONGODB_URL', 'http://127.0.0.1'],
    ['DATABASE_URL', ''],
    ['WARIS_AUDIT_RELAY_MS', 'often'],
    ['WARIS_OUTBOX_DAYS', '0.5'],
  ])('name %s when it is wrong, and do not repeat its value', (name, value) => {
    const parse = () => parseIdentityConfig({ ...good, [name]: value });
    expect(parse).toThrow(name);
    if (value !== '') expect(parse).not.toThrow(value);
  });
});
