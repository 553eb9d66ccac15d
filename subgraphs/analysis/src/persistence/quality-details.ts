import { auditInputs } from '@waris/water-loss';
import { z } from 'zod';

const figure = z.number().nullable();

const marginNames = [
  'waterSuppliedM3',
  'billedMeteredM3',
  'billedUnmeteredM3',
  'unbilledMeteredM3',
  'unbilledUnmeteredM3',
  'unauthorisedConsumptionM3',
  'customerMeterInaccuracyM3',
  'dataHandlingErrorsM3',
  'authorisedConsumptionM3',
  'revenueWaterM3',
  'waterLossesM3',
  'apparentLossesM3',
  'realLossesM3',
  'nonRevenueWaterM3',
  'nonRevenueWaterRatio',
  'currentAnnualRealLossesM3',
  'unavoidableAnnualRealLossesM3',
  'infrastructureLeakageIndex',
] as const;

const input = z.enum(auditInputs);

/** How well a kept balance was known then. */
export const qualitySchema = z.object({
  margins: z.record(z.enum(marginNames), figure),
  inputs: z.array(
    z.object({
      input,
      source: z.enum(['MEASURED', 'PARTLY_ESTIMATED', 'SURVEYED', 'ENTERED', 'ASSUMED', 'UNKNOWN']),
      margin95Ratio: figure,
      grade: z.number(),
    }),
  ),
  validity: z
    .object({
      score: z.number(),
      tier: z.enum(['I', 'II', 'III', 'IV', 'V']),
      priorities: z.array(input),
      grades: z.array(z.object({ input, grade: z.number() })),
    })
    .nullable(),
});

export const costsSchema = z
  .object({
    currency: z.string(),
    apparentLossesAmount: figure,
    realLossesAmount: figure,
    unbilledAmount: figure,
    nonRevenueWaterAmount: figure,
    nonRevenueWaterMargin95Amount: figure,
    operatingCostAmount: figure,
    nonRevenueWaterCostRatio: figure,
  })
  .nullable();
