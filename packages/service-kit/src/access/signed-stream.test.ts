import { openMemoryKeyValueStore } from '../stores/memory-key-value-store.ts';
import {
  createNonceMemory,
  createSharedNonces,
  signStream,
  verifySignedStream,
} from './signed-stream.ts';
import { signViewer, verifySignedViewer } from './signed-viewer.ts';
import { serviceClaims } from './viewer.ts';

const secret = 'a'.repeat(43);
const nowMs = Date.parse('2026-01-15T00:00:00Z');
const viewer = serviceClaims('gateway');
const target = { method: 'POST', target: '/ingest/readings?unit=L%2Fs' };
const sign = () => signStream(secret, { viewer, requestId: 'r-1', nowMs, ...target });

describe('a signed stream', () => {
  it('comes back as it was signed, once', async () => {
    const nonces = createNonceMemory();
    const header = sign();
    const verify = (laterMs: number) =>
      verifySignedStream(secret, { header, ...target, nowMs: nowMs + laterMs, nonces });
    expect(await verify(0)).toMatchObject({ viewer, requestId: 'r-1' });
    for (const laterMs of [1, 29_000, 31_000]) {
      await expect(verify(laterMs)).rejects.toThrow(/only its gateway/);
    }
  });

  it('is taken by one process alone of those that share a store', async () => {
    const store = openMemoryKeyValueStore();
    const processes = [0, 1].map(() => createSharedNonces(createNonceMemory(), store));
    const header = sign();
    const taken = await Promise.allSettled(
      processes.map((nonces) => verifySignedStream(secret, { header, ...target, nowMs, nonces })),
    );
    expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it.each([
    ['another secret', { secret: 'b'.repeat(43) }],
    ['another method', { method: 'PUT' }],
    ['another path', { target: '/ingest/other?unit=L%2Fs' }],
    ['another query', { target: '/ingest/readings?unit=m3%2Fh' }],
    ['a clock 31 s ahead', { nowMs: nowMs + 31_000 }],
    ['a clock 31 s behind', { nowMs: nowMs - 31_000 }],
    ['no header', { header: undefined }],
    ['a header without a signature', { header: sign().split('.')[0] }],
    [
      'a viewer signed for a body',
      { header: signViewer(secret, { viewer, requestId: 'r-1', body: '{}', nowMs }) },
    ],
  ])('is refused with %s, and its nonce is not used up by it', async (_case, change) => {
    const nonces = createNonceMemory(1);
    const request = { secret, header: sign(), ...target, nowMs, nonces, ...change };
    await expect(verifySignedStream(request.secret, request)).rejects.toThrow(/only its gateway/);
    expect(nonces.take('one', nowMs)).toBe(true);
  });

  it('is no viewer for a body', () => {
    expect(() => verifySignedViewer(secret, { header: sign(), body: '', nowMs })).toThrow(
      /only its gateway/,
    );
  });

  it('forgets nonces after a minute and refuses new ones while it is full', () => {
    const nonces = createNonceMemory(2);
    expect(['a', 'b', 'c'].map((nonce) => nonces.take(nonce, nowMs))).toEqual([true, true, false]);
    expect(nonces.take('a', nowMs + 60_000)).toBe(false);
    expect(nonces.take('a', nowMs + 60_001)).toBe(true);
  });
});
