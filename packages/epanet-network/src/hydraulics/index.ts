export { distancesAlongPipes } from './pipe-distances.ts';
export { pipeSignatures, type PipeSignatures } from './pipe-signatures.ts';
export {
  pressureSensitivity,
  type PressureSensitivity,
  type SensitivityError,
  type SensitivityOptions,
} from './pressure-sensitivity.ts';
