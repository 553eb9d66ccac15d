import type { InpNetwork } from '../network.ts';
import type { PressureSensitivity } from './pressure-sensitivity.ts';

/** What a leak of 1 m³/h would do to each sensor, for each pipe that may leak. */
export interface PipeSignatures {
  readonly sensors: readonly string[];
  readonly blocksPerDay: number;
  readonly candidates: readonly {
    readonly id: string;
    /** Metres for each m³/h: block by sensor. */
    readonly fallsMPerM3PerHour: Float64Array;
  }[];
}

/**
 * The mean of a pipe's two ends; of one where the other is a tank or a reservoir, or was not tried.
 * Open pipes only, and of these the named ones when names are given.
 */
export function pipeSignatures(
  { links }: InpNetwork,
  { sensors, junctions, blocksPerDay, fallsMPerM3PerHour }: PressureSensitivity,
  pipes: ReadonlySet<string> | null = null,
): PipeSignatures {
  const positions = new Map(junctions.map((junction, position) => [junction, position]));
  const width = sensors.length;
  const candidates: { id: string; fallsMPerM3PerHour: Float64Array }[] = [];
  for (const link of links.values()) {
    if (link.kind !== 'pipe' || !link.isOpen || pipes?.has(link.id) === false) continue;
    const ends = [link.startNode, link.endNode].flatMap((node) => positions.get(node) ?? []);
    if (ends.length === 0) continue;
    const falls = new Float64Array(blocksPerDay * width);
    for (let index = 0; index < falls.length; index += 1) {
      const sensor = index % width;
      const block = (index - sensor) / width;
      for (const end of ends) {
        const fall = fallsMPerM3PerHour[(block * junctions.length + end) * width + sensor] ?? 0;
        falls[index] = (falls[index] ?? 0) + fall / ends.length;
      }
    }
    candidates.push({ id: link.id, fallsMPerM3PerHour: falls });
  }
  return { sensors, blocksPerDay, candidates };
}
