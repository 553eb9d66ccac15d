import { parseAnalysisConfig } from './config.ts';

const base = { DATABASE_URL: 'postgres://localhost/waris' };

describe('parseAnalysisConfig', () => {
  it('has bands for middle-income countries and meters that miss 2 % unless told otherwise', () => {
    expect(parseAnalysisConfig(base)).toEqual({
      databaseUrl: base.DATABASE_URL,
      bandMatrix: 'low-middle-income',
      customerMeterUnderRegistrationRatio: 0.02,
      evaluationIntervalMs: 60_000,
    });
    const told = {
      WARIS_ILI_BANDS: 'high-income',
      WARIS_CUSTOMER_METER_UNDER_REGISTRATION_RATIO: '0',
    };
    expect(parseAnalysisConfig({ ...base, ...told })).toMatchObject({
      bandMatrix: 'high-income',
      customerMeterUnderRegistrationRatio: 0,
    });
  });

  it.each([
    ['DATABASE_URL', undefined],
    ['WARIS_ILI_BANDS', 'rich'],
    ['WARIS_CUSTOMER_METER_UNDER_REGISTRATION_RATIO', '1'],
    ['WARIS_CUSTOMER_METER_UNDER_REGISTRATION_RATIO', 'many'],
    ['WARIS_ANALYSIS_INTERVAL_SECONDS', '-1'],
  ])('stops at a wrong %s and names it', (name, value) => {
    expect(() => parseAnalysisConfig({ ...base, [name]: value })).toThrow(name);
  });
});
