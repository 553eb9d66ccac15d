import { join } from 'node:path';
import type { DemoUtility } from '@waris/demo-utility';
import { writeWhole } from '@waris/embedded';
import { StartError } from '@waris/service-kit';
import { z } from 'zod';
import { readIfPresent } from '../system/read-if-present.ts';

const recordSchema = z.object({
  seed: z.number(),
  endAt: z.coerce.date(),
  complete: z.boolean(),
});

export type DemoRecord = z.infer<typeof recordSchema>;

/** How the demo in these stores was made; null when none was begun. */
export async function readDemoRecord(dataDir: string): Promise<DemoRecord | null> {
  const file = join(dataDir, 'demo.json');
  const text = await readIfPresent(file);
  if (text === null) return null;
  const record = recordSchema.safeParse(parsed(text));
  if (record.success) return record.data;
  throw new StartError(`${file} is damaged. Remove it: the demo then stays as far as it was made.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function writeDemoRecord(dataDir: string, record: DemoRecord): Promise<void> {
  return writeWhole(join(dataDir, 'demo.json'), asText(record));
}

/** The leaks as they really were and the true leakage by day, to compare with what is found. */
export function writeDemoTruth(dataDir: string, utility: DemoUtility): Promise<void> {
  const stepsADay = 86_400 / utility.intervalSeconds;
  const truth = {
    startAt: utility.startAt,
    endAt: utility.endAt,
    leaks: utility.truth.leaks.map(({ flowM3PerHour, ...leak }) => ({
      ...leak,
      greatestFlowM3PerHour: Math.max(...flowM3PerHour),
    })),
    dmas: utility.truth.dmas.map(({ dmaCode, leakageM3PerHour }) => ({
      dmaCode,
      leakageM3PerDay: dailyVolumes(leakageM3PerHour, stepsADay),
    })),
  };
  return writeWhole(join(dataDir, 'demo-truth.json'), asText(truth));
}

const asText = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

function dailyVolumes(flowM3PerHour: Float64Array, stepsADay: number): readonly number[] {
  return Array.from({ length: Math.floor(flowM3PerHour.length / stepsADay) }, (_, day) => {
    const ofDay = flowM3PerHour.subarray(day * stepsADay, (day + 1) * stepsADay);
    return Math.round((ofDay.reduce((sum, flow) => sum + flow, 0) * 24) / stepsADay);
  });
}
