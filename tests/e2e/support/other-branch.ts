import type { GraphClient } from './graph-client.ts';

export type OtherBranch = {
  readonly branchCode: string;
  readonly dmaCode: string;
  readonly dmaId: string;
  readonly serialNumber: string;
  /** A point within the DMA's outline. */
  readonly point: { readonly longitude: number; readonly latitude: number };
};

type Made = { readonly id: string };

/**
 * A second branch in a region, by mutations alone: a DMA with an outline and an inlet that was
 * read for `period` at 1,000 m³/h, so that any total it slipped into would show it.
 */
export async function makeOtherBranch(
  admin: GraphClient,
  regionCode: string,
  period: { from: string; to: string },
): Promise<OtherBranch> {
  const { region } = await admin.get<{ region: Made }>(
    `query ($code: String!) { region(code: $code) { id } }`,
    { code: regionCode },
  );
  const branchCode = '9900001';
  const { createBranch } = await admin.get<{ createBranch: { branch: Made } }>(
    `mutation ($input: CreateBranchInput!) {
      createBranch(input: $input) { branch { id } userErrors { __typename } }
    }`,
    { input: { regionId: region.id, code: branchCode, nameTh: 'สาขาอื่น', nameEn: 'Other branch' } },
  );
  const { createDma } = await admin.get<{ createDma: { dma: Made & { code: string } } }>(
    `mutation ($input: CreateDmaInput!) {
      createDma(input: $input) { dma { id code } userErrors { __typename } }
    }`,
    { input: { branchId: createBranch.branch.id, number: '01', nameTh: 'อื่น', nameEn: 'Other' } },
  );
  const { id: dmaId, code: dmaCode } = createDma.dma;
  await admin.get(
    `mutation ($input: SetDmaBoundaryInput!) {
      setDmaBoundary(input: $input) { dma { areaKm2 } userErrors { __typename } }
    }`,
    { input: { dmaId, boundary: { type: 'Polygon', coordinates: [square] } } },
  );
  const serialNumber = 'OTHER-INLET-1';
  await admin.get(
    `mutation ($input: CreateMeterInput!) {
      createMeter(input: $input) { meter { id } userErrors { __typename } }
    }`,
    { input: { serialNumber, kind: 'BULK', dmaId } },
  );
  await recordFlow(admin, serialNumber, period);
  return {
    branchCode,
    dmaCode,
    dmaId,
    serialNumber,
    point: { longitude: 99.005, latitude: 18.005 },
  };
}

const square = [
  [99, 18],
  [99.01, 18],
  [99.01, 18.01],
  [99, 18.01],
  [99, 18],
];

async function recordFlow(
  admin: GraphClient,
  serialNumber: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const count = (Date.parse(to) - Date.parse(from)) / 900_000;
  const { recordReadings } = await admin.get<{ recordReadings: { acceptedCount: number } }>(
    `mutation ($input: RecordReadingsInput!) {
      recordReadings(input: $input) { acceptedCount userErrors { __typename } }
    }`,
    {
      input: {
        readings: [
          {
            serialNumber,
            quantity: 'FLOW',
            unit: 'M3_PER_HOUR',
            startAt: from,
            intervalSeconds: 900,
            values: Array.from({ length: count }, () => 1_000),
          },
        ],
      },
    },
  );
  if (recordReadings.acceptedCount !== count) throw new Error('Not every reading was accepted.');
}
