import { signViewer, verifySignedViewer } from './signed-viewer.ts';
import { serviceClaims } from './viewer.ts';

const secret = 'a'.repeat(43);
const nowMs = Date.parse('2026-01-15T00:00:00Z');
const body = '{"query":"{ viewer { id } }"}';
const header = signViewer(secret, {
  viewer: serviceClaims('gateway'),
  requestId: 'r-1',
  body,
  nowMs,
});

describe('a signed viewer', () => {
  it('comes back as it was signed', () => {
    const envelope = verifySignedViewer(secret, { header, body, nowMs });
    expect(envelope.viewer).toEqual(serviceClaims('gateway'));
    expect(envelope.requestId).toBe('r-1');
  });

  it.each([
    ['another secret', { secret: 'b'.repeat(43) }],
    ['another body', { body: '{"query":"{ users { id } }"}' }],
    ['a clock 31 s ahead', { nowMs: nowMs + 31_000 }],
    ['a clock 31 s behind', { nowMs: nowMs - 31_000 }],
    ['no header', { header: undefined }],
    ['a header without a signature', { header: header.split('.')[0] }],
    [
      'a changed payload',
      { header: `${Buffer.from('{}').toString('base64url')}.${header.split('.')[1]}` },
    ],
    ['a third part', { header: `${header}.x` }],
  ])('is refused with %s', (_case, change) => {
    const request = { secret, header, body, nowMs, ...change };
    expect(() => verifySignedViewer(request.secret, request)).toThrow(/only its gateway/);
  });
});
