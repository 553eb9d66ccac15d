import { newId } from '@waris/service-kit';
import { openDetectionWorld, type DetectionWorld } from './detection-world.ts';
import {
  inRegionOf,
  leakyDma,
  lossEvents,
  theBurst,
  validate,
  validation,
  type Claims,
  type LeakyDma,
  type Row,
} from './leaky-world.ts';
import { entityOf } from './world.ts';

let world: DetectionWorld;
let mine: LeakyDma;

beforeAll(async () => {
  world = await openDetectionWorld();
  mine = await leakyDma(world);
  await world.judge();
}, 60_000);
afterAll(() => world.close());

describe('validatePrediction', () => {
  it('keeps what people found, beside what was said, and tells the auditors', async () => {
    const burst = await theBurst(world, mine);
    const userId = newId();
    const input = {
      id: burst['id'],
      outcome: 'CONFIRMED',
      note: 'Found at the corner.',
      actualSizeM3PerHour: 14,
      actualStartAt: '2025-11-09T18:00:00Z',
    };
    const { prediction, userErrors } = await validate(world, input, { id: userId });
    expect(userErrors).toEqual([]);
    expect(prediction).toMatchObject({
      kind: 'LEAK_DETECTION',
      validation: { outcome: 'CONFIRMED', actualSizeM3PerHour: 14 },
      event: { id: burst['id'], kind: 'BURST' },
    });
    expect((await theBurst(world, mine))['validation']).toEqual({
      outcome: 'CONFIRMED',
      note: 'Found at the corner.',
      actualSizeM3PerHour: 14,
      validatedBy: { id: userId },
    });
    const { rows } = await world.client.query(
      `select payload from public.outbox where topic = 'audit' and payload #>> '{subject,id}' = $1`,
      [burst['id']],
    );
    expect(rows).toMatchObject([
      { payload: { action: 'analysis.prediction.validated', actor: { id: userId } } },
    ]);
  });

  it('refuses what makes no sense, and those who may not', async () => {
    const { id } = await theBurst(world, mine);
    const pathsOf = async (input: Row) =>
      (await validate(world, { id, ...input })).userErrors.map(({ path }) => path);
    const uncertain = { outcome: 'UNCERTAIN' };
    expect(await pathsOf({ ...uncertain, note: 'x'.repeat(2001) })).toEqual([['note']]);
    expect(await pathsOf({ ...uncertain, actualSizeM3PerHour: 3 })).toEqual([
      ['actualSizeM3PerHour'],
    ]);
    const confirmed = { outcome: 'CONFIRMED' };
    expect(await pathsOf({ ...confirmed, actualSizeM3PerHour: -1 })).toEqual([
      ['actualSizeM3PerHour'],
    ]);
    expect(await pathsOf({ ...confirmed, actualStartAt: '2999-01-01T00:00:00Z' })).toEqual([
      ['actualStartAt'],
    ]);
    const listed = await world.ask(
      'query ($id: ID!) { predictions(filter: { kind: DEMAND_FORECAST, dmaId: $id }, first: 1) { nodes { id } } }',
      { id: mine.id },
    );
    const { predictions } = listed.data as { predictions: { nodes: Row[] } };
    const forecast = await validate(world, { id: predictions.nodes[0]?.['id'], ...confirmed });
    expect(forecast.userErrors).toMatchObject([
      { __typename: 'InvalidInputError', message: expect.stringContaining('judged by readings') },
    ]);
    const refused = await world.ask(
      validation,
      { input: { id, ...uncertain } },
      { permissions: ['analysis:read'] },
    );
    expect(refused.errors[0]?.code).toBe('FORBIDDEN');
  });
});

const fields = `pipeFailureRisk(first: 2) { modelVersion pipeCount failuresPerYearIndex historyIndex
  confirmedFailureCount pipes { rank code yearlyProbabilityRatio assumed pipe { id } } }`;
const ask = async (dma: LeakyDma, claims: Claims = {}, field = fields) =>
  world.ask(
    `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma { ${field} } } }`,
    { id: dma.id },
    claims,
  );

describe('prediction models', () => {
  const query = `query ($kind: PredictionKind) { predictionModels(kind: $kind) { version kind role scores {
    predictionCount validatedCount confirmedCount falseAlarmCount precisionRatio recallRatio f1Score
    scoredForecastCount meanErrorDay1M3PerHour notes sinceAt } } }`;
  const models = async (kind: string, claims: Claims) => {
    const answer = await world.ask(query, { kind }, claims);
    expect(answer.errors).toEqual([]);
    return (answer.data as { predictionModels: { version: string; role: string; scores: Row }[] })
      .predictionModels;
  };

  it('are scored by what people told, and by the readings', async () => {
    const dma = await leakyDma(world);
    await world.judge();
    const claims = inRegionOf(dma);
    const untold = await models('LEAK_DETECTION', claims);
    expect(untold[0]).toMatchObject({
      version: 'forecast-cusum-2',
      role: 'CHAMPION',
      scores: { predictionCount: 1, validatedCount: 0, precisionRatio: null, recallRatio: null },
    });
    await validate(world, { id: (await theBurst(world, dma))['id'], outcome: 'CONFIRMED' });
    const told = await models('LEAK_DETECTION', claims);
    // The challenger saw the same leak within a week: it is judged by the same word.
    for (const version of ['forecast-cusum-2', 'night-ewma-1', 'night-cusum-1']) {
      expect(told.find((model) => model.version === version)?.scores).toMatchObject({
        confirmedCount: 1,
        precisionRatio: 1,
        recallRatio: 1,
        f1Score: 1,
      });
    }
    const forecasts = await models('DEMAND_FORECAST', claims);
    for (const { scores } of forecasts) {
      expect(scores['scoredForecastCount']).toBeGreaterThan(2);
      expect(Number(scores['meanErrorDay1M3PerHour'])).toBeGreaterThan(0);
      expect(scores['precisionRatio']).toBeNull();
    }
    expect((await models('PIPE_FAILURE', claims))[0]?.scores).toMatchObject({ sinceAt: null });
  }, 60_000);

  it('change roles in one step, with the auditors told, and show the new champion', async () => {
    const mutation = `mutation ($input: SetPredictionModelRoleInput!) {
      setPredictionModelRole(input: $input) { models { version role }
        userErrors { __typename ... on UserError { message path } } } }`;
    const setRole = async (version: string, role: string) => {
      const answer = await world.ask(mutation, { input: { version, role } });
      expect(answer.errors).toEqual([]);
      return (answer.data as { setPredictionModelRole: { models: Row[]; userErrors: Row[] } })
        .setPredictionModelRole;
    };
    const limited = await world.ask(
      mutation,
      { input: { version: 'length-only-1', role: 'CHAMPION' } },
      inRegionOf(mine),
    );
    expect(limited.errors[0]?.code).toBe('FORBIDDEN');
    expect((await setRole('nobody-1', 'CHAMPION')).userErrors).toMatchObject([
      { __typename: 'NotFoundError' },
    ]);
    expect((await setRole('poisson-prior-1', 'BASELINE')).userErrors).toMatchObject([
      { __typename: 'InvalidInputError', path: ['role'] },
    ]);
    try {
      expect((await setRole('length-only-1', 'CHAMPION')).models).toEqual([
        { version: 'length-only-1', role: 'CHAMPION' },
        { version: 'poisson-prior-1', role: 'CHALLENGER' },
      ]);
      const shown = await ask(mine, {}, 'pipeFailureRisk { modelVersion }');
      expect(entityOf(shown)).toEqual({ pipeFailureRisk: { modelVersion: 'length-only-1' } });
    } finally {
      expect((await setRole('poisson-prior-1', 'CHAMPION')).userErrors).toEqual([]);
    }
    const { rows } = await world.client.query(
      `select payload from public.outbox where payload ->> 'action' = 'analysis.predictionModel.roleSet'`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(2);
  });
});

describe('Dma.pipeFailureRisk', () => {
  it('ranks the pipes of a DMA and keeps once what was foretold', async () => {
    const dma = await leakyDma(world);
    await world.client.query(
      `insert into dma.pipes (id, branch_id, dma_id, code, length_m, diameter_mm, material, installed_year, created_at, updated_at)
       select gen_random_uuid(), $1, $2, code, 500, 150, material, installed_year, now(), now()
       from (values ('OLD', 'cast iron', 1970), ('NEW', 'PVC', 2020), ('DIM', null, null))
         as p (code, material, installed_year)`,
      [dma.tenant.branchId, dma.id],
    );
    await world.judge();
    const risk = (entityOf(await ask(dma)) as Row)['pipeFailureRisk'] as Row;
    expect(risk).toMatchObject({
      modelVersion: 'poisson-prior-1',
      pipeCount: 3,
      confirmedFailureCount: 0,
      pipes: [
        { rank: 1, code: 'OLD', assumed: [] },
        { rank: 2, code: 'DIM', assumed: ['MATERIAL', 'AGE'] },
      ],
    });
    await validate(world, { id: (await theBurst(world, dma))['id'], outcome: 'CONFIRMED' });
    // The challenger's word on the same leak is confirmed, too: still one failure.
    const { nodes } = await lossEvents(world, { filter: { dmaId: dma.id, includeShadow: true } });
    const other = nodes.find((event) => event['modelVersion'] === 'night-ewma-1');
    expect((await validate(world, { id: other?.['id'], outcome: 'CONFIRMED' })).userErrors).toEqual(
      [],
    );
    const moved = (entityOf(await ask(dma)) as Row)['pipeFailureRisk'] as Row;
    expect(moved['confirmedFailureCount']).toBe(1);
    expect(Number(moved['failuresPerYearIndex'])).toBeGreaterThan(
      Number(risk['failuresPerYearIndex']),
    );
    const kept = await world.ask(
      `query ($id: ID!) { predictions(filter: { kind: PIPE_FAILURE, dmaId: $id }) { nodes {
        modelVersion dataUntilAt pipeFailures { rank yearlyProbabilityRatio pipe { id } } content { name value } } } }`,
      { id: dma.id },
    );
    const { predictions } = kept.data as { predictions: { nodes: Row[] } };
    expect(new Set(predictions.nodes.map((node) => node['modelVersion']))).toEqual(
      new Set(['poisson-prior-1', 'poisson-unmoved-1', 'length-only-1']),
    );
    expect(predictions.nodes[0]?.['pipeFailures']).toHaveLength(3);
    // Midnight in Bangkok, where the last day that was judged ended.
    expect(predictions.nodes[0]?.['dataUntilAt']).toMatch(/T17:00:00\.000Z$/);
    expect(entityOf(await ask(dma, inRegionOf(mine)))).toBeNull();
    const bad = await ask(dma, {}, 'pipeFailureRisk(first: 0) { year }');
    expect(bad.errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  }, 60_000);

  it('is empty where the register has no pipes', async () => {
    expect(entityOf(await ask(mine))).toMatchObject({
      pipeFailureRisk: { pipeCount: 0, failuresPerYearIndex: 0, pipes: [] },
    });
  });
});
