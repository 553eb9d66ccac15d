import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoUtility } from '@waris/demo-utility';
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
  const text = await readIfPresent(join(dataDir, 'demo.json'));
  return text === null ? null : recordSchema.parse(JSON.parse(text));
}

export function writeDemoRecord(dataDir: string, record: DemoRecord): Promise<void> {
  return writeWhole(dataDir, 'demo.json', record);
}

/** The leaks as they really were and the true leakage by day, to compare with what is found. */
export function writeDemoTruth(dataDir: string, utility: DemoUtility): Promise<void> {
  const stepsADay = 86_400 / utility.intervalSeconds;
  return writeWhole(dataDir, 'demo-truth.json', {
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
  });
}

function dailyVolumes(flowM3PerHour: Float64Array, stepsADay: number): readonly number[] {
  return Array.from({ length: Math.floor(flowM3PerHour.length / stepsADay) }, (_, day) => {
    const ofDay = flowM3PerHour.subarray(day * stepsADay, (day + 1) * stepsADay);
    return Math.round((ofDay.reduce((sum, flow) => sum + flow, 0) * 24) / stepsADay);
  });
}

async function writeWhole(dataDir: string, name: string, value: unknown): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, name);
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 1)}\n`);
  await rename(`${file}.new`, file);
}
