import type { DemoSensor, DemoUtility } from '@waris/demo-utility';
import {
  ingestReadings,
  type ReadingColumns,
  type ReadingQuantity,
  type TelemetryContext,
} from '@waris/telemetry';
import type { Report } from '../terminal/step.ts';

const source = 'demo';

/** Flows, pressures, tank levels and the registers of the customer meters. */
export async function loadReadings(
  context: TelemetryContext,
  utility: DemoUtility,
  report: Report,
): Promise<void> {
  const columns = [
    ...sensorColumns(utility, utility.flowMeters, 'FLOW', 'M3_PER_HOUR'),
    ...sensorColumns(utility, utility.pressureSensors, 'PRESSURE', 'M'),
    ...sensorColumns(utility, utility.levelSensors, 'PRESSURE', 'M'),
    ...registerColumns(utility),
  ];
  let stored = 0;
  const total = columns.reduce((sum, { at }) => sum + at.length, 0);
  for (const one of columns) {
    // Skipped rows are those of an earlier, interrupted load whose days have moved.
    await ingestReadings(context, one, { onError: 'SKIP', source });
    stored += one.at.length;
    report(`readings ${Math.round((100 * stored) / total)} %`);
  }
}

/** The readings of each sensor as columns of their own; gaps are left out. */
function sensorColumns(
  { startAt, intervalSeconds }: DemoUtility,
  sensors: readonly DemoSensor[],
  quantity: ReadingQuantity,
  unit: string,
): readonly ReadingColumns[] {
  return sensors.map(({ serialNumber, values }) => {
    const steps = Uint32Array.from(values.keys()).filter((step) => Number.isFinite(values[step]));
    return {
      series: [{ serialNumber, quantity, unit }],
      seriesOf: new Uint32Array(steps.length),
      at: Float64Array.from(steps, (step) => startAt.getTime() + step * intervalSeconds * 1000),
      values: Float64Array.from(steps, (step) => values[step] ?? Number.NaN),
      quality: null,
    };
  });
}

/** One set of columns for each day on which all customer meters were read. */
function registerColumns(utility: DemoUtility): readonly ReadingColumns[] {
  const series = utility.customerMeters.map(({ serialNumber }) => ({
    serialNumber,
    quantity: 'REGISTER' as const,
    unit: 'M3',
  }));
  return utility.registerReadings.map(({ readAt, registersM3 }) => ({
    series,
    seriesOf: Uint32Array.from(series.keys()),
    at: new Float64Array(series.length).fill(readAt.getTime()),
    values: registersM3,
    quality: null,
  }));
}
