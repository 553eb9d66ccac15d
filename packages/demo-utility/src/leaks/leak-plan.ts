import type { InpNetwork } from '@waris/epanet-network';
import { STEPS_PER_DAY } from '../calendar.ts';
import { createRandom } from '../random.ts';

export type LeakKind = 'burst' | 'incipient';

/** A leak before the hydraulics: how wide it is open, not what it loses. */
export interface PlannedLeak {
  readonly kind: LeakKind;
  readonly district: number;
  readonly pipe: string;
  readonly junction: string;
  readonly startStep: number;
  /** Null: still open at the end. */
  readonly endStep: number | null;
  readonly fullStep: number;
  /** m³/h per metre of pressure when fully open. */
  readonly coefficient: number;
}

interface Script {
  readonly kind: LeakKind;
  readonly district: number;
  /** Days from the start of a demo of 90 days; scaled for shorter ones. */
  readonly fromDay: number;
  readonly fullDay: number;
  readonly untilDay: number | null;
  /** At 20 m of pressure. */
  readonly m3PerHour: number;
}

const SCRIPTS: readonly Script[] = [
  { kind: 'burst', district: 1, fromDay: 18, fullDay: 18, untilDay: 25, m3PerHour: 9 },
  { kind: 'incipient', district: 2, fromDay: 10, fullDay: 55, untilDay: 70, m3PerHour: 8 },
  { kind: 'incipient', district: 3, fromDay: 0, fullDay: 80, untilDay: null, m3PerHour: 6 },
  { kind: 'burst', district: 5, fromDay: 39, fullDay: 39, untilDay: 43, m3PerHour: 12 },
  { kind: 'incipient', district: 6, fromDay: 28, fullDay: 75, untilDay: null, m3PerHour: 5 },
  { kind: 'burst', district: 4, fromDay: 61, fullDay: 61, untilDay: 68, m3PerHour: 6 },
  { kind: 'incipient', district: 1, fromDay: 48, fullDay: 84, untilDay: null, m3PerHour: 4 },
  { kind: 'burst', district: 2, fromDay: 80, fullDay: 80, untilDay: null, m3PerHour: 8 },
];

const SCRIPT_DAYS = 90;
const NOMINAL_PRESSURE_M = 20;
/** A repaired leak ends in the working day. */
const REPAIR_STEPS = { least: 36, most: 64 };

export function planLeaks(seed: number, steps: number, network: InpNetwork): PlannedLeak[] {
  const random = createRandom(seed, 'leaks');
  const days = steps / STEPS_PER_DAY;
  return SCRIPTS.map((script) => {
    const shift = random.between(0, 1.5);
    const toStep = (day: number): number =>
      Math.round(((day + shift) * days * STEPS_PER_DAY) / SCRIPT_DAYS);
    const pipes = streetPipes(network, script.district);
    const pipe = pipes[random.integer(0, pipes.length - 1)];
    const repair = random.integer(REPAIR_STEPS.least, REPAIR_STEPS.most);
    const startStep = toStep(script.fromDay);
    const repairStep = (day: number): number =>
      Math.floor(toStep(day) / STEPS_PER_DAY) * STEPS_PER_DAY + repair;
    return {
      kind: script.kind,
      district: script.district,
      pipe: pipe?.id ?? '',
      junction: pipe?.endNode ?? '',
      startStep,
      fullStep: toStep(script.fullDay),
      // In a short demo the repair's working day may have begun before the leak did.
      endStep:
        script.untilDay === null ? null : Math.max(startStep + 1, repairStep(script.untilDay)),
      coefficient: (script.m3PerHour * random.between(0.85, 1.15)) / NOMINAL_PRESSURE_M,
    };
  });
}

/** How wide a leak is open at a step, m³/h per metre of pressure. */
export function coefficientAt(leak: PlannedLeak, step: number): number {
  if (step < leak.startStep || (leak.endStep !== null && step >= leak.endStep)) {
    return 0;
  }
  if (leak.kind === 'burst' || step >= leak.fullStep) {
    return leak.coefficient;
  }
  // An incipient leak grows ever faster, as a hole does.
  return leak.coefficient * ((step - leak.startStep + 1) / (leak.fullStep - leak.startStep)) ** 1.5;
}

function streetPipes(network: InpNetwork, district: number) {
  const prefix = `P${district}-`;
  return [...network.links.values()].filter(
    (link) => link.id.startsWith(prefix) && /^\d+$/.test(link.id.slice(prefix.length)),
  );
}
