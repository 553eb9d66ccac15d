import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the demo's simulation knows: written beside the stores for comparison. */
export type DemoTruth = {
  readonly startAt: string;
  readonly endAt: string;
  readonly leaks: readonly {
    readonly dmaCode: string;
    readonly position: readonly [number, number];
  }[];
  readonly dmas: readonly {
    readonly dmaCode: string;
    readonly leakageM3PerDay: readonly number[];
  }[];
};

export async function readDemoTruth(dataDir: string): Promise<DemoTruth> {
  return JSON.parse(await readFile(join(dataDir, 'demo-truth.json'), 'utf8')) as DemoTruth;
}

/** The last `days` days of the demo, which ends at a midnight in Bangkok. */
export function lastDays(truth: DemoTruth, days: number): { from: string; to: string } {
  const from = new Date(Date.parse(truth.endAt) - days * 86_400_000);
  return { from: from.toISOString(), to: truth.endAt };
}
