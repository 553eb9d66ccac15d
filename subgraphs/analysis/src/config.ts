import { parseEnvironment, settings } from '@waris/service-kit';
import type { BandMatrix } from '@waris/water-loss';
import { z } from 'zod';

export type AnalysisConfig = {
  readonly databaseUrl: string;
  /** Which matrix the bands of an ILI are taken from unless a caller asks for the other. */
  readonly bandMatrix: BandMatrix;
  /** Share of consumption that customer meters miss, where nothing better is known. */
  readonly customerMeterUnderRegistrationRatio: number;
  /** How long to rest between looks for new or changed readings; 0 never looks. */
  readonly evaluationIntervalMs: number;
};

const secondsError = 'is not a number of seconds from 0 to 86400';
const ratioError = 'is not a ratio from 0 to below 1';

export function parseAnalysisConfig(
  environment: Readonly<Record<string, string | undefined>>,
): AnalysisConfig {
  const parsed = parseEnvironment(environment, {
    DATABASE_URL: settings.postgresUrl,
    WARIS_ILI_BANDS: z
      .enum(['high-income', 'low-middle-income'], {
        error: 'is neither high-income nor low-middle-income',
      })
      .default('low-middle-income'),
    // The second most frequent figure in published audits; meters of 3 to 7 years miss 0–5 %.
    WARIS_CUSTOMER_METER_UNDER_REGISTRATION_RATIO: z.coerce
      .number(ratioError)
      .min(0, ratioError)
      .lt(1, ratioError)
      .default(0.02),
    WARIS_ANALYSIS_INTERVAL_SECONDS: z.coerce
      .number(secondsError)
      .min(0, secondsError)
      .max(86_400, secondsError)
      .default(60),
  });
  return {
    databaseUrl: parsed.DATABASE_URL,
    bandMatrix: parsed.WARIS_ILI_BANDS,
    customerMeterUnderRegistrationRatio: parsed.WARIS_CUSTOMER_METER_UNDER_REGISTRATION_RATIO,
    evaluationIntervalMs: parsed.WARIS_ANALYSIS_INTERVAL_SECONDS * 1000,
  };
}
