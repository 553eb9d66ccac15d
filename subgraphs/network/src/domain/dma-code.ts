/**
 * Code of a DMA: branch code, dash, the branch's own number. A single digit gets a zero in
 * front, so that codes sort as numbers do; a full code comes back as it is.
 */
export function composeDmaCode(branchCode: string, number: string): string {
  const prefix = `${branchCode}-`;
  const own = number.startsWith(prefix) ? number.slice(prefix.length) : number;
  return `${prefix}${/^\d$/.test(own) ? `0${own}` : own}`;
}

/** First digits of a branch code, by region: the utility numbers its branches so. */
const regionPrefixes: readonly string[] = [
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
];

/** Code of the region that a branch code tells, `1` to `10`; null when it tells none. */
export function regionCodeOf(branchCode: string): string | null {
  const index = regionPrefixes.findIndex((prefix) => branchCode.startsWith(prefix));
  return index === -1 ? null : String(index + 1);
}
