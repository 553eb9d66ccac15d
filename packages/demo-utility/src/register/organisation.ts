import type { DemoBranch, DemoRegion } from '../demo-utility.ts';

const BRANCH_CODE_PREFIXES = [
  '5531',
  '5541',
  '5542',
  '5551',
  '5552',
  '5521',
  '5522',
  '5532',
  '5511',
  '5512',
] as const;

/** The ten regions of the utility. */
export const REGIONS: readonly DemoRegion[] = BRANCH_CODE_PREFIXES.map((prefix, index) => ({
  code: String(index + 1),
  nameThai: `เขต ${index + 1}`,
  nameEnglish: `Region ${index + 1}`,
  branchCodePrefix: prefix,
}));

/** An invented branch: no such place, address or number exists. */
export const BRANCH: DemoBranch = {
  code: '5531099',
  regionCode: '1',
  nameThai: 'สาขาท่าน้ำใส',
  nameEnglish: 'Tha Nam Sai Branch',
  branchClass: '2',
  address: '99 ถนนสาธิต ตำบลท่าน้ำใส',
  phone: '000-000-0000',
  email: 'tha-nam-sai@example.com',
};

export function dmaCode(number: number): string {
  return `${BRANCH.code}-${String(number).padStart(2, '0')}`;
}
