import {
  combineUncertain,
  convertLength,
  convertPressure,
  convertVolume,
  correctedMeterVolume,
  lengthKm,
  volumeM3,
  type BalanceComponent,
  type BalanceComponents,
  type VolumeM3,
} from '@waris/water-loss';
import type { VolumeUnit, WaterAuditInput } from '../__generated__/resolvers-types.ts';
import type { MarginsOf } from '../domain/audit-margins.ts';
import type { AuditFigures } from '../domain/water-audit.ts';
import { auditCosts, auditQuality } from './audit-quality.ts';

const volumeUnits = {
  CUBIC_METRES: 'm³',
  MEGALITRES: 'ML',
  US_GALLONS: 'gal',
  MILLION_US_GALLONS: 'MG',
} as const;
const lengthUnits = { KILOMETRES: 'km', MILES: 'mi' } as const;
/** Units of entered pressures, as the arithmetic knows them. */
export const pressureUnits = { METRES: 'm', BAR: 'bar', KILOPASCALS: 'kPa', PSI: 'psi' } as const;
const formulas = {
  IWA_METRIC: 'iwa-metric',
  AWWA_FWAS_V5: 'awwa-fwas-v5',
  US_TABLE: 'us-table',
} as const;
const matrices = { HIGH_INCOME: 'high-income', LOW_MIDDLE_INCOME: 'low-middle-income' } as const;

type Defaults = Pick<AuditFigures, 'bandMatrix' | 'customerMeterUnderRegistrationRatio'>;

/** Entered figures in m³, km and metres; the input was checked before. */
export function auditFigures(input: WaterAuditInput, defaults: Defaults): AuditFigures {
  const { components, margins } = volumesOf(input);
  const length = (value: number | null | undefined) =>
    isGiven(value) ? convertLength(value, lengthUnits[input.lengthUnit ?? 'KILOMETRES']) : null;
  return {
    components,
    apparentLossesM3: volume(input, input.apparentLosses),
    margins,
    averagePressureMargin95Ratio: input.averagePressureMargin95Ratio ?? 0,
    periodDays: input.periodDays ?? 365,
    network: {
      connections: input.connections ?? null,
      mainsLengthKm: length(input.mainsLength),
      privatePipeLengthKm: length(input.privatePipeLength) ?? lengthKm(0),
      averagePressureM: isGiven(input.averagePressure)
        ? convertPressure(input.averagePressure, pressureUnits[input.pressureUnit ?? 'METRES'])
        : null,
    },
    pressureUnit: pressureUnits[input.pressureUnit ?? 'METRES'],
    isPrivatePipeEntered: isGiven(input.privatePipeLength),
    estimateMissing: input.estimateMissing ?? false,
    customerMeterUnderRegistrationRatio:
      input.customerMeterUnderRegistrationRatio ?? defaults.customerMeterUnderRegistrationRatio,
    formula:
      formulas[input.formula ?? (input.lengthUnit === 'MILES' ? 'AWWA_FWAS_V5' : 'IWA_METRIC')],
    bandMatrix: isGiven(input.bandMatrix) ? matrices[input.bandMatrix] : defaults.bandMatrix,
    quality: auditQuality(input),
    costSettings: auditCosts(input, (price) => volumeOf(input, price)),
  };
}

type Entered = WaterAuditInput['ownSources'];

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

function volume(input: WaterAuditInput, entered: Entered): VolumeM3 | null {
  if (!isGiven(entered)) return null;
  return volumeOf(input, entered);
}

function volumeOf(
  input: WaterAuditInput,
  entered: { readonly volume: number; readonly unit?: VolumeUnit | null | undefined },
): VolumeM3 {
  const unit = entered.unit ?? input.volumeUnit ?? 'CUBIC_METRES';
  return convertVolume(entered.volume, volumeUnits[unit]);
}

function volumesOf(input: WaterAuditInput): { components: BalanceComponents; margins: MarginsOf } {
  const supplied = suppliedOf(input);
  const entered = {
    billedMeteredM3: input.billedMetered,
    billedUnmeteredM3: input.billedUnmetered,
    unbilledMeteredM3: input.unbilledMetered,
    unbilledUnmeteredM3: input.unbilledUnmetered,
    unauthorisedConsumptionM3: input.unauthorisedConsumption ?? input.apparentLosses,
    customerMeterInaccuracyM3: input.customerMeterInaccuracy,
    dataHandlingErrorsM3: input.dataHandlingErrors,
  };
  const margins: Partial<Record<BalanceComponent, number>> = {};
  for (const [name, figure] of Object.entries(entered)) {
    if (isGiven(figure?.margin95Ratio)) {
      margins[name as keyof typeof entered] = figure.margin95Ratio;
    }
  }
  if (supplied.margin95Ratio !== null) margins.waterSuppliedM3 = supplied.margin95Ratio;
  return {
    components: {
      waterSuppliedM3: supplied.volumeM3,
      billedMeteredM3: volume(input, entered.billedMeteredM3),
      billedUnmeteredM3: volume(input, entered.billedUnmeteredM3),
      unbilledMeteredM3: volume(input, entered.unbilledMeteredM3),
      unbilledUnmeteredM3: volume(input, entered.unbilledUnmeteredM3),
      unauthorisedConsumptionM3: volume(input, input.unauthorisedConsumption),
      customerMeterInaccuracyM3: volume(input, entered.customerMeterInaccuracyM3),
      dataHandlingErrorsM3: volume(input, entered.dataHandlingErrorsM3),
    },
    margins,
  };
}

/** The source meters' systematic error comes off first: it does not add up like a random one. */
function suppliedOf(input: WaterAuditInput): {
  volumeM3: VolumeM3 | null;
  margin95Ratio: number | null;
} {
  const terms = [
    { entered: input.systemInputVolume ?? input.ownSources, sign: 1 as const, corrected: true },
    { entered: input.imported, sign: 1 as const, corrected: false },
    { entered: input.exported, sign: -1 as const, corrected: false },
  ].filter((term) => isGiven(term.entered));
  if (terms.length === 0) return { volumeM3: null, margin95Ratio: null };
  const error = input.sourceMeterErrorRatio ?? 0;
  const uncertain = terms.map(({ entered, sign, corrected }) => {
    const registered = volume(input, entered) ?? volumeM3(0);
    return {
      volumeM3: corrected ? correctedMeterVolume(registered, error) : registered,
      margin95Ratio: entered?.margin95Ratio ?? 0,
      sign,
    };
  });
  const total = combineUncertain(uncertain);
  const known = terms.every(
    ({ entered }) => isGiven(entered?.margin95Ratio) || entered?.volume === 0,
  );
  return { volumeM3: total.volumeM3, margin95Ratio: known ? total.margin95Ratio : null };
}
