import type { Result } from '@waris/service-kit';
import type { ImportNetworkInput, ImportRefusal } from './network-import.ts';
import { planImport, type ImportPlan } from './plan.ts';
import { readNetwork } from './read-network.ts';

/** The rows that an import asks for, or what is wrong with it. Plain data. */
export function planOfFile(input: ImportNetworkInput): Result<ImportPlan, ImportRefusal> {
  const read = readNetwork(input);
  return read.ok ? planImport(read.value, input) : read;
}
