import { pipeModelVersions, pipeRiskBy } from '../pipe-models.ts';
import { areaPressure, initialLevels } from './area-pressure.ts';
import { changeRole, championOf } from './model-roles.ts';
import { scoresOf, type ScoreCounts } from './model-scores.ts';
import {
  findPredictionModel,
  predictionModels,
  type ModelRole,
  type PredictionModel,
} from './prediction-models.ts';

const model = (version: string): PredictionModel => {
  const found = findPredictionModel(version);
  if (found === undefined) throw new Error(`No ${version}.`);
  return found;
};

describe('changeRole', () => {
  it('makes the champion before a challenger', () => {
    const change = changeRole(model('night-ewma-1'), 'champion', new Map());
    expect(change).toEqual([
      { model: model('night-ewma-1'), role: 'champion' },
      { model: model('forecast-cusum-2'), role: 'challenger' },
    ]);
    const given = new Map<string, ModelRole>([
      ['night-ewma-1', 'champion'],
      ['forecast-cusum-2', 'challenger'],
    ]);
    expect(championOf('leak detection', given)).toBe(model('night-ewma-1'));
    expect(championOf('demand forecast', given)).toBe(model('ridge-and-trees-1'));
  });

  it('refuses to leave a kind without a champion, or with one that finds no bursts', () => {
    expect(changeRole(model('forecast-cusum-2'), 'baseline', new Map())).toContain('is champion');
    expect(changeRole(model('night-share-1'), 'champion', new Map())).toContain('no bursts');
    expect(changeRole(model('night-cusum-1'), 'challenger', new Map())).toHaveLength(1);
  });
});

describe('scoresOf', () => {
  const counts: ScoreCounts = {
    predictionCount: 10,
    validatedCount: 5,
    confirmedCount: 3,
    falseAlarmCount: 1,
    incidents: 4,
    incidentsSeen: 2,
    scoredForecastCount: 0,
  };

  it('gives precision, recall and their harmonic mean', () => {
    expect(scoresOf(counts, false)).toMatchObject({
      precisionRatio: 0.75,
      recallRatio: 0.5,
      f1Score: expect.closeTo(0.6, 12),
    });
  });

  it('gives null and the reason where nobody told anything, and for forecasts', () => {
    const none = { ...counts, confirmedCount: 0, falseAlarmCount: 0, incidents: 0 };
    const scores = scoresOf(none, false);
    expect(scores).toMatchObject({ precisionRatio: null, recallRatio: null, f1Score: null });
    expect(scores.notes).toHaveLength(2);
    expect(scoresOf(counts, true).notes).toHaveLength(2);
    expect(scoresOf({ ...counts, confirmedCount: 0, incidentsSeen: 0 }, false).f1Score).toBe(0);
  });
});

describe('models of pipe failure', () => {
  const pipes = [
    { id: 'a', lengthM: 500, diameterMm: 100, material: 'cast iron', installedYear: 1960 },
    { id: 'b', lengthM: 900, diameterMm: 300, material: 'PVC', installedYear: 2015 },
  ] as const;

  it('are all registered, and know less and less', () => {
    const registered = predictionModels.filter(({ kind }) => kind === 'pipe failure');
    expect(pipeModelVersions).toEqual(registered.map(({ version }) => version));
    const likeliest = (version: string, failures: number) => {
      const risk = pipeRiskBy(version, pipes, 2026, { failures, years: 1 });
      return [risk.pipes[0]?.pipe.id, risk.historyFactor > 1];
    };
    expect(likeliest('poisson-prior-1', 3)).toEqual(['a', true]);
    expect(likeliest('poisson-unmoved-1', 3)).toEqual(['a', false]);
    expect(likeliest('length-only-1', 3)).toEqual(['b', false]);
    expect(() => likeliest('nobody-1', 0)).toThrow('nobody-1');
  });
});

describe('areaPressure', () => {
  const day = (...columns: readonly (readonly [string, number])[]) =>
    columns.map(([id, pressure]) => ({ id, pressuresM: new Float64Array(96).fill(pressure) }));

  it('is not moved by a meter that falls silent, and follows what the others do', () => {
    const levels = initialLevels();
    for (let n = 0; n < 14; n += 1)
      areaPressure(levels, day(['low', 20], ['high', 40], ['mid', 30]));
    expect(areaPressure(levels, day(['low', 20], ['high', 40], ['mid', 30]))[0]).toBe(30);
    expect(areaPressure(levels, day(['high', 40], ['low', Number.NaN]))[0]).toBe(30);
    expect(areaPressure(levels, day(['low', 15], ['high', 35], ['mid', 25]))[5]).toBe(25);
    expect(areaPressure(levels, [])).toEqual(Array(24).fill(null));
  });

  it('is not known without any meter', () => {
    expect(areaPressure(initialLevels(), [])).toEqual(Array(24).fill(null));
  });
});
