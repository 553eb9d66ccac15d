import type { OtherBranch } from './other-branch.ts';

/** A query with the names of something hidden, and with names that nothing has. */
export function probes({ dmaCode, branchCode, serialNumber, point }: OtherBranch) {
  return [
    [
      'query ($code: String!) { dma(code: $code) { id nameEn } }',
      { code: dmaCode },
      { code: 'X-1' },
    ],
    ['query ($code: String!) { branch(code: $code) { id } }', { code: branchCode }, { code: 'X' }],
    [
      'query ($serial: String!) { meter(serialNumber: $serial) { id } }',
      { serial: serialNumber },
      { serial: 'X-2' },
    ],
    [
      'query ($longitude: Float!, $latitude: Float!) { dmaAt(longitude: $longitude, latitude: $latitude) { id } }',
      point,
      { longitude: 3, latitude: 4 },
    ],
    [
      'query ($code: String!) { dmas(branchCode: $code) { nodes { id } pageInfo { endCursor } } }',
      { code: branchCode },
      { code: 'X-3' },
    ],
    [
      `mutation ($code: String!) { calculateWaterBalance(input: { dmaCode: $code, period: {
        from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" } }) {
          calculation { id } userErrors { __typename ... on UserError { message path } } } }`,
      { code: dmaCode },
      { code: 'X-4' },
    ],
  ] as const;
}

/** The text without what was asked for and without request ids, which always differ. */
export function anonymous(text: string, asked: readonly (string | number)[]): string {
  const withoutIds = text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
  return asked.reduce<string>((rest, one) => rest.replaceAll(String(one), 'ASKED'), withoutIds);
}
