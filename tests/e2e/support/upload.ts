import { Readable } from 'node:stream';
import type { GraphClient } from './graph-client.ts';

export type UploadAnswer = {
  readonly stored: boolean;
  readonly acceptedCount: number;
  readonly duplicateCount: number;
  readonly rejectedCount: number;
};

/** A region, a branch, a DMA and its one meter, by mutations alone. */
export async function makeMeter(admin: GraphClient, serialNumber: string): Promise<void> {
  const named = { nameTh: 'ทดสอบ', nameEn: 'Test' };
  const { createRegion } = await admin.get<{ createRegion: { region: { id: string } } }>(
    `mutation ($input: CreateRegionInput!) { createRegion(input: $input) { region { id } } }`,
    { input: { code: '9', ...named } },
  );
  const { createBranch } = await admin.get<{ createBranch: { branch: { id: string } } }>(
    `mutation ($input: CreateBranchInput!) { createBranch(input: $input) { branch { id } } }`,
    { input: { regionId: createRegion.region.id, code: '9900002', ...named } },
  );
  const { createDma } = await admin.get<{ createDma: { dma: { id: string } } }>(
    `mutation ($input: CreateDmaInput!) { createDma(input: $input) { dma { id } } }`,
    { input: { branchId: createBranch.branch.id, number: '01', ...named } },
  );
  await admin.get(
    `mutation ($input: CreateMeterInput!) { createMeter(input: $input) { meter { id } } }`,
    { input: { serialNumber, kind: 'ZONE', dmaId: createDma.dma.id } },
  );
}

/** A key that may write readings and nothing else. */
export async function makeApiKey(admin: GraphClient): Promise<string> {
  const { createApiKey } = await admin.get<{ createApiKey: { secret: string } }>(
    `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }`,
    { input: { name: 'logger', permissions: ['telemetry:write'] } },
  );
  return createApiKey.secret;
}

/** Readings a minute apart, from the start of `year`. */
export function readingLines(serialNumber: string, year: number, count: number): string {
  const start = Date.UTC(year, 0, 1);
  return Array.from({ length: count }, (_, row) => {
    const at = new Date(start + row * 60_000).toISOString();
    return `{"serialNumber":"${serialNumber}","quantity":"FLOW","unit":"L/s","at":"${at}","value":${row % 90}}\n`;
  }).join('');
}

/** Posts a body; `hold` keeps the request open after it, as a client that has more to send. */
export function upload(
  url: string,
  credential: string,
  options: { body: string; onError: 'skip' | 'reject'; key?: string; hold?: boolean },
): Promise<Response> {
  const { body, onError, key, hold = false } = options;
  async function* pieces() {
    yield Buffer.from(body);
    if (hold) await new Promise(() => undefined);
  }
  return fetch(`${url}/ingest/readings?onError=${onError}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      authorization: `Bearer ${credential}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: hold ? Readable.toWeb(Readable.from(pieces())) : body,
    ...(hold ? { duplex: 'half' as const } : {}),
  } as RequestInit);
}
