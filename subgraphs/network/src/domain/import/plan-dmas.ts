import type { AreaPartition } from '@waris/epanet-network';
import { fail, ok, type Result } from '@waris/service-kit';
import { composeDmaCode } from '../dma-code.ts';
import { code as codeSchema } from '../input.ts';
import { invalidInput, type InvalidInput } from '../refusals.ts';
import type { ImportNetworkInput } from './network-import.ts';

export type PlannedDma = {
  /** Its code in the file or mapping. */
  readonly area: string;
  readonly code: string;
  readonly nameTh: string;
  readonly nameEn: string;
  /** Given by the caller; a name made from the code never replaces one that people gave. */
  readonly isNamed: boolean;
  readonly mainsLengthKm: number;
};

const automaticArea = /^AREA-(\d+)$/;

/** Areas become DMAs: `AREA-1` is number 01 of the branch, a mapping's code is its number. */
export function planDmas(
  { areas }: AreaPartition,
  { branch, dmaNames }: Pick<ImportNetworkInput, 'branch' | 'dmaNames'>,
): Result<readonly PlannedDma[], InvalidInput> {
  const names = new Map((dmaNames ?? []).map((name) => [name.area, name]));
  const planned = areas.map((area) => {
    const number = automaticArea.exec(area.code)?.[1]?.padStart(2, '0') ?? area.code.toUpperCase();
    const code = composeDmaCode(branch.branchCode, number);
    const given = names.get(area.code);
    return {
      area: area.code,
      code,
      nameTh: given?.nameTh ?? area.name ?? `ดีเอ็มเอ ${code}`,
      nameEn: given?.nameEn ?? area.name ?? `DMA ${code}`,
      isNamed: given !== undefined || area.name !== null,
      mainsLengthKm: area.mainsLengthKm,
    };
  });
  const faults = [
    ...[...names.keys()]
      .filter((area) => !areas.some(({ code }) => code === area))
      .map((area) => invalidInput(`There is no area ${area}.`, 'dmaNames')),
    ...planned.flatMap(({ area, code }, index) => {
      if (!codeSchema.safeParse(code).success) {
        return [invalidInput(`"${area}" cannot be the code of a DMA.`, 'mapping')];
      }
      return planned.findIndex((other) => other.code === code) < index
        ? [invalidInput(`Two areas would have the code ${code}.`, 'mapping')]
        : [];
    }),
  ];
  return faults.length > 0 ? fail(...faults) : ok(planned);
}
