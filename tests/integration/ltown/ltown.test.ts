import { benchmarks } from '@waris/benchmarks';
import { commandRequest, createSystemGateway, openSystem } from '@waris/cli';
import { silentLogger } from '@waris/service-kit';
import { openTestKeyValueStore, testStores } from '@waris/testkit';
import { describeWithData, referenceDataFolder } from '@waris/testkit/reference-data';

describeWithData('battledim', 'L-TOWN with the BattLeDIM readings', () => {
  it('sums to its files and follows the true leakage by night', async () => {
    const { postgresUrl } = testStores();
    const keyValueStore = await openTestKeyValueStore();
    const secret = 'x'.repeat(43);
    const system = await openSystem(
      {
        kind: 'servers',
        environment: {
          ...process.env,
          WARIS_TOKEN_SECRET: secret,
          WARIS_VIEWER_SECRET: secret,
          WARIS_AUDIT_RELAY_MS: '0',
        },
        postgresUrl,
        keyValueStore,
        stop: async () => undefined,
      },
      silentLogger,
    );
    const gateway = await createSystemGateway(system, silentLogger);
    try {
      const ltown = benchmarks.find(({ name }) => name === 'ltown');
      const report = await ltown?.run(
        {
          gateway,
          networkContext: () => system.network.createContext(commandRequest(silentLogger)),
          telemetryContext: () => system.telemetry.createContext(commandRequest(silentLogger)),
        },
        { dataFolder: referenceDataFolder, report: () => undefined },
      );
      expect(report?.figures['nights']).toBeGreaterThanOrEqual(180);
      expect(report?.figures['greatestMonthlyDifferencePercent']).toBeLessThan(0.1);
      expect(report?.figures['nightFlowCorrelation']).toBeGreaterThanOrEqual(0.8);
    } finally {
      await gateway.stop();
      await system.stop();
    }
  }, 120_000);
});
