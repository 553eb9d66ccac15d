import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { benchmarks } from '@waris/benchmarks';
import { commandRequest, createSystemGateway, openSystem, type System } from '@waris/cli';
import type { Gateway } from '@waris/gateway';
import { createUser } from '@waris/identity';
import { ingestDocument } from '@waris/knowledge';
import { newId, serviceClaims, silentLogger } from '@waris/service-kit';
import { openTestKeyValueStore, testStores } from '@waris/testkit';
import {
  describeWithData,
  readReferenceData,
  referenceDataFolder,
} from '@waris/testkit/reference-data';

const crossingQuery = readFileSync(
  fileURLToPath(new URL('../../../docs/examples/high-night-flow.graphql', import.meta.url)),
  'utf8',
);

const period = (from: string, to: string) => ({
  from: `${from}T00:00:00+07:00`,
  to: `${to}T00:00:00+07:00`,
});

/** Inflow of areas A and B, m³/h every five minutes from 1 January: both inlets less the pump. */
function inflowOfFile(): readonly number[] {
  const text = readReferenceData('battledim/scada_2019h1_flows_m3h.csv.gz');
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, p227, p235, pump] = line.split(',').map(Number);
      return (p227 ?? Number.NaN) + (p235 ?? Number.NaN) - (pump ?? Number.NaN);
    });
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describeWithData('battledim', 'L-TOWN with the BattLeDIM readings', () => {
  let system: System;
  let gateway: Gateway;

  beforeAll(async () => {
    const { postgresUrl } = testStores();
    const secret = 'x'.repeat(43);
    const environment = {
      ...process.env,
      WARIS_TOKEN_SECRET: secret,
      WARIS_VIEWER_SECRET: secret,
      WARIS_AUDIT_RELAY_MS: '0',
    };
    const keyValueStore = await openTestKeyValueStore();
    system = await openSystem(
      { kind: 'servers', environment, postgresUrl, keyValueStore, stop: async () => undefined },
      silentLogger,
    );
    gateway = await createSystemGateway(system, silentLogger);
  });

  afterAll(async () => {
    await gateway.stop();
    await system.stop();
  });

  it('sums to its files and follows the true leakage by night', async () => {
    const ltown = benchmarks.find(({ name }) => name === 'ltown');
    const report = await ltown?.run(
      {
        gateway,
        rollUp: () => system.telemetry.rollUp(),
        judgeOnce: () => system.analysis.evaluateOnce(),
        retain: async (at) => {
          await system.telemetry.retention.run({ now: at });
        },
        networkContext: () => system.network.createContext(commandRequest(silentLogger)),
        telemetryContext: () => system.telemetry.createContext(commandRequest(silentLogger)),
      },
      { dataFolder: referenceDataFolder, report: () => undefined },
    );
    expect(report?.figures['nights']).toBeGreaterThanOrEqual(180);
    expect(report?.figures['greatestMonthlyDifferencePercent']).toBeLessThan(0.1);
    expect(report?.figures['nightFlowCorrelation']).toBeGreaterThanOrEqual(0.8);
  }, 120_000);

  it("answers the README's query over all five services, with the figures of the files", async () => {
    const request = commandRequest(silentLogger);
    const user = await createUser(system.identity.createContext(request), {
      email: `${newId()}@example.org`,
      displayName: 'L-Town analyst',
      password: newId(),
      roles: ['analyst'],
    });
    await ingestDocument(system.knowledge.createContext(request), {
      title: 'Nights of L-Town',
      category: 'MANUAL',
      language: 'EN',
      mediaType: 'text/markdown',
      content: '# Nights\n\nA leak is what makes the night flow high in L-Town.',
      areas: { regionIds: [], branchIds: [], dmaIds: [] },
    });
    const { data, errors } = await gateway.execute({
      query: crossingQuery,
      variables: {
        code: '5531777-01',
        lastWeek: period('2019-01-08', '2019-01-15'),
        lastMonth: period('2019-01-01', '2019-02-01'),
      },
      viewer: { ...serviceClaims('test'), kind: 'user', id: user.ok ? user.value.id : '' },
    });
    expect(errors).toBeUndefined();

    const inflow = inflowOfFile();
    const week = inflow.slice(7 * 288, 14 * 288);
    const hours = Array.from({ length: 168 }, (_, hour) =>
      mean(week.slice(12 * hour, 12 * (hour + 1))),
    );
    const nights = Array.from({ length: 7 }, (_, day) =>
      mean(week.slice(288 * day + 24, 288 * day + 48)),
    );
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));
    expect(data).toMatchObject({
      viewer: { displayName: 'L-Town analyst' },
      dma: {
        boundary: { type: 'MultiPolygon' },
        flowSeries: { intervalSeconds: 3600, values: close(hours) },
        minimumNightFlow: { minimumNightFlowM3PerHour: close(nights) },
        // Nobody reads customer meters here, so what depends on them is unknown and not zero.
        waterBalance: {
          systemInputVolumeM3: expect.closeTo(mean(inflow.slice(0, 31 * 288)) * 31 * 24, 3),
          realLossesM3: null,
        },
      },
    });
    expect(JSON.stringify(data?.['searchKnowledge'])).toContain('what makes the night flow high');
  }, 60_000);
});
