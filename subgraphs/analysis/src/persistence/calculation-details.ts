import { auditInputs, balanceComponents } from '@waris/water-loss';
import { z } from 'zod';
import { balanceWarningCodes } from '../domain/warnings.ts';
import { costsSchema, qualitySchema } from './quality-details.ts';

const figure = z.number().nullable();

/** What a kept calculation says beside the columns of its row. */
export const detailsSchema = z.object({
  systemInput: z.object({
    completenessRatio: z.number(),
    estimatedRatio: figure,
    partialEstimateM3: figure,
    partialEstimateMargin95M3: figure,
  }),
  billedMetered: z.object({
    meterCount: z.number(),
    metersWithoutReadings: z.number(),
    coverageRatio: figure,
    partialEstimateM3: figure.default(null),
    partialEstimateMargin95M3: figure.default(null),
  }),
  estimatedComponents: z.array(
    z.object({ component: z.enum(balanceComponents), basis: z.string() }),
  ),
  indicators: z.object({
    band: z.enum(['A', 'B', 'C', 'D']).nullable(),
    bandMatrix: z.enum(['high-income', 'low-middle-income']),
    validity: z.enum(['valid', 'indicative']).nullable(),
    validityReason: z.string().nullable(),
    formula: z.enum(['iwa-metric', 'awwa-fwas-v5', 'us-table']),
    realLossesLitresPerConnectionPerDay: figure,
    realLossesM3PerKmPerDay: figure,
    apparentLossesLitresPerConnectionPerDay: figure,
  }),
  coveredDmaCodes: z.array(z.string()),
  missingDmaCodes: z.array(z.string()),
  nightFlowLeakage: z
    .object({
      leakageM3: z.number(),
      leakageMargin95M3: figure,
      differenceM3: figure,
      differenceMargin95M3: figure,
      agree: z.boolean().nullable(),
      nightCount: z.number(),
    })
    .nullable(),
  quality: qualitySchema,
  costs: costsSchema,
});

export const inputsSchema = z.object({
  network: z.object({
    connections: figure,
    mainsLengthKm: figure,
    privatePipeLengthKm: figure,
    averagePressureM: figure,
  }),
  policyName: z.string(),
  customerMeterUnderRegistrationRatio: figure,
  knownVolumes: z.partialRecord(z.enum(balanceComponents), z.number()),
  quality: z.array(
    z.object({ input: z.enum(auditInputs), margin95Ratio: figure, grade: z.number().nullable() }),
  ),
});

export const warningsSchema = z.array(
  z.object({ code: z.enum(balanceWarningCodes), message: z.string() }),
);
