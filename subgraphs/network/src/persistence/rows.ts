import type { Meter, Pipe, PipeMaterial } from '../domain/register.ts';

const day = (text: string | null) => (text === null ? null : new Date(`${text}T00:00:00Z`));

export function toMeterRow({ kind, state, installedOn, lastCalibratedOn, ...rest }: Meter) {
  return {
    ...rest,
    kind: kind.toLowerCase(),
    state: state.toLowerCase(),
    installedOn: day(installedOn),
    lastCalibratedOn: day(lastCalibratedOn),
  };
}

export function toPipeRow({ isOpen, material, ...rest }: Pipe) {
  return {
    ...rest,
    open: isOpen,
    material: material === null ? null : materialNames[material],
  };
}

/** As the utility writes them. */
const materialNames: Readonly<Record<PipeMaterial, string>> = {
  PVC: 'PVC',
  PE: 'PE',
  HDPE: 'HDPE',
  CAST_IRON: 'cast iron',
  DUCTILE_IRON: 'ductile iron',
  STEEL: 'steel',
  ASBESTOS_CEMENT: 'asbestos cement',
  OTHER: 'other',
};
