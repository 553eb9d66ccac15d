import { testStores } from '@waris/testkit';
import { openCutOffProxy } from './cut-off-proxy.ts';
import { anonymous, openHarness, service } from './harness.ts';

const signIn = `mutation { signIn(input: { email: "a@example.com", password: "whatever" }) {
  userErrors { __typename }
} }`;

describe('identity without PostgreSQL', () => {
  it('says so within seconds, and goes on when PostgreSQL is back', async () => {
    const postgres = await openCutOffProxy(testStores().postgresUrl);
    const harness = await openHarness({ postgresUrl: postgres.url });
    await postgres.cut();
    const started = performance.now();
    expect((await harness.ask(anonymous, signIn)).codes).toEqual(['SERVICE_UNAVAILABLE']);
    expect((await harness.ask(service, '{ roles { id } }')).codes).toEqual(['SERVICE_UNAVAILABLE']);
    expect(performance.now() - started).toBeLessThan(15_000);
    const states = await harness.identity.stores();
    expect(states.find(({ name }) => name === 'postgresql')?.ready).toBe(false);

    await postgres.restore();
    expect((await harness.ask(service, '{ roles { id } }')).codes).toEqual([]);
    await harness.stop();
    await postgres.cut();
  }, 40_000);
});
