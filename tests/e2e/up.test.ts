import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { branchBalance, figures, type BalancedBranch } from './support/branch-balance.ts';
import { crossingQuery, type Column, type CrossingAnswer } from './support/crossing-query.ts';
import { lastDays, readDemoTruth, type DemoTruth } from './support/demo-truth.ts';
import { freePort } from './support/free-port.ts';
import { graphClient, signIn, type GraphClient } from './support/graph-client.ts';
import { note, seconds } from './support/note.ts';
import { anonymous, probes } from './support/hidden-area.ts';
import { meteredDmas, netOf, type MeteredDma } from './support/metered-dmas.ts';
import { billedMonth, relativeErrors, type NightDma } from './support/night-leakage.ts';
import { makeOtherBranch, type OtherBranch } from './support/other-branch.ts';
import { recordUntil, type RecordedEvent } from './support/record-until.ts';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import { waitFor, waitUntilHealthy } from './support/wait-for.ts';
import { endAll, startWaris, type WarisProcess } from './support/waris-process.ts';
import { hiddenThings, strangeTexts, wrongRequests } from './support/wrong-requests.ts';

// One start with the demo serves the whole file: it takes half a minute.
const demoStartMs = 240_000;
const branchCode = '5531099';
const demoAccount = { email: 'analyst@demo.waris.local', password: 'waris-demo-analyst' };

let dataDir: string;
let url: string;
let variables: Readonly<Record<string, string>>;
let waris: WarisProcess;
let password: string;
let admin: GraphClient;
let analyst: GraphClient;
let truth: DemoTruth;

beforeAll(async () => {
  dataDir = join(await makeTempFolder(), '.waris');
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  variables = { WARIS_DATA_DIR: dataDir, PORT: String(port) };
  waris = startWaris(['up'], variables);
  note(`first start with the demo: ${seconds(await waitUntilHealthy(waris, url, demoStartMs))}`);
  await waitFor('welcome', 10_000, () => (waris.stdout().includes('Ctrl-C') ? true : null));
  password = /Password {2}(\S+) +\(shown this once\)/.exec(waris.stdout())?.[1] ?? '';
  admin = await signIn(url, { email: 'admin@waris.local', password });
  analyst = await signIn(url, demoAccount);
  truth = await readDemoTruth(dataDir);
}, demoStartMs + 10_000);

afterAll(async () => {
  await endAll();
  await removeTempFolders();
});

describe('the first start', () => {
  it('shows each step, then the addresses and both sign-ins', () => {
    const steps = [
      'Stores',
      'Database',
      'Services',
      'Admin',
      'Demo utility',
      'Graph',
      'WARIS is up',
    ];
    const places = steps.map((step) => waris.stdout().indexOf(step));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    for (const shown of [
      `${url}/graphql`,
      `${url}/`,
      'admin@waris.local',
      ...Object.values(demoAccount),
    ]) {
      expect(waris.stdout()).toContain(shown);
    }
    expect(waris.stderr()).toBe('');
  });

  it('shows the made-up admin password once, and keeps it out of the log', async () => {
    expect(password.length).toBeGreaterThanOrEqual(16);
    expect(waris.stdout().split(password)).toHaveLength(2);
    expect(await readFile(`${dataDir}.log`, 'utf8')).not.toContain(password);
  });

  it('reports every store as ready', async () => {
    const response = await fetch(`${url}/readyz`);
    const { status, stores } = (await response.json()) as { status: string; stores: unknown[] };
    expect({ code: response.status, status }).toEqual({ code: 200, status: 'ok' });
    expect(stores.length).toBeGreaterThanOrEqual(3);
  });

  it('answers nothing to a stranger', async () => {
    const { data, errors } = await graphClient(url).ask('{ dmas { nodes { code } } }');
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });
});

describe('one query over all five services', () => {
  const ask = (week: object, month: object) =>
    analyst.get<CrossingAnswer>(crossingQuery, { code: `${branchCode}-02`, week, month });

  it('answers the person, the outline, the flow and the passages', async () => {
    const { viewer, dma, searchKnowledge } = await ask(lastDays(truth, 7), lastDays(truth, 30));
    expect(viewer.email).toBe(demoAccount.email);
    expect(dma?.boundary?.type).toBe('MultiPolygon');
    expect(dma?.areaKm2).toBeGreaterThan(0.1);
    expect(dma?.flowSeries?.values).toHaveLength(7 * 96);
    expect(dma?.flowSeries?.completenessRatio).toBeGreaterThan(0.9);
    expect(searchKnowledge).toMatchObject({
      degraded: false,
      nodes: [{ document: { title: 'Night flow analysis procedure' } }, {}, {}],
    });
    expect(searchKnowledge.nodes[0]?.citation).toContain('Night flow analysis procedure');
  });

  it('gives figures that agree with each other across services', async () => {
    const month = await billedMonth(analyst, truth);
    const { dma } = await ask(month, month);
    const volume = dma?.flowSeries?.netInflowVolumeM3 ?? Number.NaN;
    const input = dma?.waterBalance?.systemInputVolumeM3 ?? Number.NaN;
    const billed = dma?.waterBalance?.billedMeteredM3 ?? Number.NaN;
    const lost = dma?.waterBalance?.nonRevenueWaterM3 ?? Number.NaN;
    const leaked = known(dma?.minimumNightFlow?.leakageM3PerDay).reduce((sum, day) => sum + day, 0);
    // Gaps are filled in the balance and left out of the series.
    expect(volume / input).toBeGreaterThan(0.9);
    expect(volume / input).toBeLessThanOrEqual(1.000_001);
    expect(input - billed).toBeCloseTo(lost, 6);
    expect(leaked).toBeLessThan(lost);
  });

  it('adds the meters of each area to its net inflow with their signs', async () => {
    const { dmas } = await analyst.get<{ dmas: { nodes: readonly MeteredDma[] } }>(meteredDmas, {
      period: lastDays(truth, 1),
    });
    const plain = dmas.nodes.filter(({ tanks }) => tanks.length === 0);
    expect(plain.length).toBeGreaterThanOrEqual(3);
    for (const dma of plain) {
      for (const [bucket, value] of dma.flowSeries.values.entries()) {
        const sum = netOf(dma, bucket, Date.parse(lastDays(truth, 1).from));
        if (value === null) expect(sum).toBeNaN();
        else expect(sum).toBeCloseTo(value, 3);
      }
    }
  });
});

describe('the leakage that night flow shows', () => {
  it('is near the true leakage of every area on every complete day', async () => {
    const { dmas } = await analyst.get<{ dmas: { nodes: readonly NightDma[] } }>(
      `query ($period: PeriodInput!) {
        dmas { nodes { code minimumNightFlow(period: $period) { days leakageM3PerDay } } }
      }`,
      { period: { from: truth.startAt, to: truth.endAt } },
    );
    expect(dmas.nodes.map(({ code }) => code)).toEqual(truth.dmas.map(({ dmaCode }) => dmaCode));
    const medians = dmas.nodes.map((dma) => {
      const errors = relativeErrors(dma, truth);
      const within = errors.filter((error) => error <= 0.25).length / errors.length;
      const median = errors.toSorted((a, b) => a - b)[Math.floor(errors.length / 2)] ?? Infinity;
      note(
        `${dma.code}: ${errors.length} complete days, median error ${percent(median)}, ` +
          `${percent(within)} of days within 25 %`,
      );
      expect(errors.length).toBeGreaterThanOrEqual(80);
      // On the day on which a burst begins or is mended, no night can tell the day's mean.
      expect(within).toBeGreaterThanOrEqual(0.9);
      return median;
    });
    expect(Math.max(...medians)).toBeLessThan(0.25);
    expect(medians.filter((median) => median < 0.08).length).toBeGreaterThanOrEqual(4);
  });

  it('is found in the areas in which the leaks lie', async () => {
    for (const { dmaCode, position } of truth.leaks) {
      const [longitude, latitude] = position;
      const { dmaAt } = await analyst.get<{ dmaAt: { code: string } | null }>(
        'query ($x: Float!, $y: Float!) { dmaAt(longitude: $x, latitude: $y) { code } }',
        { x: longitude, y: latitude },
      );
      expect(dmaAt?.code).toBe(dmaCode);
    }
  });
});

describe('a branch', () => {
  it('has the sums of its DMAs as its balance', async () => {
    const { branch } = await analyst.get<{ branch: BalancedBranch }>(branchBalance, {
      code: branchCode,
      period: await billedMonth(analyst, truth),
    });
    const dmas = branch.dmas.nodes.map(({ waterBalance }) => waterBalance);
    expect(dmas).toHaveLength(6);
    for (const figure of figures) {
      const sum = dmas.reduce((total, balance) => total + (balance[figure] ?? Number.NaN), 0);
      const whole = branch.waterBalance?.[figure] ?? Number.NaN;
      expect(Math.abs(whole / sum - 1)).toBeLessThan(1e-9);
    }
  });
});

describe('an analyst of one branch', () => {
  let other: OtherBranch;
  let totalsBefore: unknown;
  const totals = () =>
    analyst.get(
      `query ($code: String!, $period: PeriodInput!) {
        branch(code: $code) { waterBalance(period: $period) { systemInputVolumeM3 coveredDmaCodes } }
        lossRanking(period: $period) { rankedCount unrankedDmaCodes entries { dma { code } } }
        dmas { nodes { code } }
        branches { nodes { code } }
        regions { nodes { code } }
      }`,
      { code: branchCode, period: lastDays(truth, 7) },
    );

  beforeAll(async () => {
    totalsBefore = await totals();
    const { branch } = await admin.get<{ branch: { region: { code: string } } }>(
      'query ($code: String!) { branch(code: $code) { region { code } } }',
      { code: branchCode },
    );
    other = await makeOtherBranch(admin, branch.region.code, lastDays(truth, 7));
  });

  it('is told of a DMA elsewhere exactly what is told of one that does not exist', async () => {
    for (const [query, hidden, unknown] of probes(other)) {
      const answers = await Promise.all([analyst.ask(query, hidden), analyst.ask(query, unknown)]);
      const [ofHidden, ofUnknown] = answers.map(({ status, text }) => ({
        status,
        text: anonymous(text, [...Object.values(hidden), ...Object.values(unknown)]),
      }));
      expect(ofHidden).toEqual(ofUnknown);
      expect(answers[0]?.text).not.toContain('Other');
    }
  });

  it('finds it in no list and no total, though who sees everything does', async () => {
    expect(await totals()).toEqual(totalsBefore);
    const everything = await admin.get<{ dmas: { nodes: readonly { code: string }[] } }>(
      '{ dmas { nodes { code latestFlow { flowM3PerHour } } } }',
    );
    expect(everything.dmas.nodes).toContainEqual({
      code: other.dmaCode,
      latestFlow: { flowM3PerHour: 1_000 },
    });
  });

  it('gets no events of it', async () => {
    const query = 'subscription ($code: String!) { readingRecorded(dmaCode: $code) { quantity } }';
    const first = async (code: string) => {
      for await (const event of analyst.subscribe(query, { code })) {
        return anonymous(JSON.stringify(event), [code]);
      }
      return 'nothing';
    };
    const [hidden, unknown] = await Promise.all([first(other.dmaCode), first('9900001-77')]);
    expect(hidden).toBe(unknown);
    expect(hidden).toContain('NOT_FOUND');
  });
});

describe('a subscription', () => {
  it('brings a recorded reading, completed by the other services', async () => {
    const { meters } = await admin.get<{ meters: { nodes: readonly { serialNumber: string }[] } }>(
      `{ meters(dmaCode: "${branchCode}-01", kind: PRESSURE) { nodes { serialNumber } } }`,
    );
    const serialNumber = meters.nodes[0]?.serialNumber ?? '';
    const events = analyst.subscribe<RecordedEvent>(
      `subscription { readingRecorded(dmaCode: "${branchCode}-01") {
        quantity recordedCount fellBehind dma { code nameEn branch { code } }
      } }`,
    );
    // The stream opens some time after its headers: readings follow until one is told.
    const recording = recordUntil(admin, serialNumber);
    const event = await events.next().finally(recording.stop);
    await events.return();
    expect(event.value).toEqual({
      data: {
        readingRecorded: {
          quantity: 'PRESSURE',
          recordedCount: 1,
          fellBehind: false,
          dma: {
            code: `${branchCode}-01`,
            nameEn: expect.any(String),
            branch: { code: branchCode },
          },
        },
      },
    });
  });
});

describe('a wrong request', () => {
  it.each(Object.entries(wrongRequests))('is told apart from a bug: %s', async (_name, wrong) => {
    const { text, errors, status } = await analyst.ask(wrong.query, wrong.variables);
    expect(errors?.map(({ extensions }) => extensions?.code)).toContain(wrong.code);
    expect(text).not.toContain('INTERNAL_SERVER_ERROR');
    expect(text).not.toMatch(hiddenThings);
    expect(status).toBeLessThan(500);
  });

  it('with strange text finds nothing and breaks nothing', async () => {
    for (const text of strangeTexts) {
      const { data, errors } = await analyst.ask(
        'query ($t: String!) { dmas(search: $t) { nodes { code } } dma(code: $t) { code } }',
        { t: text },
      );
      expect({ data, errors }).toEqual({
        data: { dmas: { nodes: [] }, dma: null },
        errors: undefined,
      });
    }
  });

  it('with a wrong token or a body that is no request is refused', async () => {
    const { status, text } = await graphClient(url, 'made.up.token').ask('{ viewer { email } }');
    expect(status).toBe(401);
    expect(text).not.toMatch(hiddenThings);
    const broken = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":',
    });
    expect(broken.status).toBe(400);
    expect(await broken.text()).not.toMatch(hiddenThings);
  });
});

describe('stopping and starting again', () => {
  it('stops cleanly on Ctrl-C', async () => {
    const { code, tookMs } = await waris.end('SIGINT', 30_000);
    note(`stop on SIGINT: ${seconds(tookMs)}`);
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(10_000);
    expect(waris.stderr()).toBe('');
  }, 40_000);

  it('is ready again soon, with everything there and no password shown', async () => {
    waris = startWaris(['up'], variables);
    const readyAfterMs = await waitUntilHealthy(waris, url, 60_000);
    note(`later start: ${seconds(readyAfterMs)}`);
    expect(readyAfterMs).toBeLessThan(30_000);
    const again = await signIn(url, { email: 'admin@waris.local', password });
    const { dmas } = await again.get<{ dmas: { nodes: unknown[] } }>('{ dmas { nodes { code } } }');
    expect(dmas.nodes).toHaveLength(7);
    expect(waris.stdout()).not.toContain(password);
    expect(waris.stdout()).not.toContain('shown this once');
    expect(waris.stdout()).toContain(demoAccount.email);
  }, 90_000);

  it('keeps people signed in over the restart', async () => {
    const { viewer } = await analyst.get<{ viewer: { email: string } }>('{ viewer { email } }');
    expect(viewer.email).toBe(demoAccount.email);
  });

  it('rests below 1.5 GB of memory', async () => {
    await sleep(20_000);
    const status = await readFile(`/proc/${waris.pid}/status`, 'utf8').catch(() => null);
    if (status === null) return note('memory not measured: there is no /proc here');
    const megabytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
    note(`memory at rest: ${megabytes.toFixed(0)} MB`);
    expect(megabytes).toBeLessThan(1_500);
  }, 30_000);
});

const percent = (ratio: number) => `${Math.round(100 * ratio)} %`;
const known = (column: Column | undefined) => (column ?? []).filter((value) => value !== null);
