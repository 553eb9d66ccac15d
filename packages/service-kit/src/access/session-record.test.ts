import { randomUUID } from 'node:crypto';
import {
  claimsOfSession,
  parseSessionRecord,
  parseSessionViewer,
  type SessionRecord,
} from './session-record.ts';

const sessionId = randomUUID();
const regionId = randomUUID();
const record: SessionRecord = {
  claims: {
    kind: 'user',
    id: randomUUID(),
    roles: ['viewer'],
    permissions: ['network:read'],
    scope: { regionIds: [regionId], branchIds: [], dmaIds: [] },
  },
  sessions: { [sessionId]: '2026-03-01T08:00:00.000Z' },
};
const before = new Date('2026-03-01T07:59:59Z');

describe('a session record', () => {
  it('is read back as it was written', () => {
    expect(parseSessionRecord(JSON.stringify(record))).toEqual(record);
  });

  it.each([null, '', 'no JSON', '{}', '[]', '{"claims":{},"sessions":{}}'])(
    'is a miss when it is %p',
    (text) => {
      expect(parseSessionRecord(text)).toBeNull();
    },
  );

  it('knows nothing of a permission that there is none of', () => {
    const claims = { ...record.claims, permissions: ['everything:write'] };
    expect(parseSessionRecord(JSON.stringify({ ...record, claims }))).toBeNull();
  });

  it('gives the viewer of a session until that expires', () => {
    expect(claimsOfSession(record, sessionId, before)).toEqual({ ...record.claims, sessionId });
    const at = new Date('2026-03-01T08:00:00Z');
    expect(claimsOfSession(record, sessionId, at)).toBeNull();
  });

  it.each([randomUUID(), '__proto__', 'constructor', ''])('has no session %p', (id) => {
    expect(claimsOfSession(record, id, before)).toBeNull();
  });
});

describe('the answer about a session', () => {
  const viewer = {
    kind: 'user',
    id: randomUUID(),
    sessionId,
    roles: [],
    permissions: ['network:read'],
    everywhere: false,
    regionIds: [regionId],
    branchIds: [],
    dmaIds: [],
  };

  it('becomes a viewer with the scope that it tells', () => {
    expect(parseSessionViewer({ viewer })?.scope).toEqual({
      regionIds: [regionId],
      branchIds: [],
      dmaIds: [],
    });
    expect(parseSessionViewer({ viewer: { ...viewer, everywhere: true } })?.scope).toBe(
      'everywhere',
    );
    expect(parseSessionViewer({ viewer: null })).toBeNull();
  });

  it('is not believed when it is no viewer', () => {
    expect(() => parseSessionViewer({ viewer: { ...viewer, kind: 'root' } })).toThrow();
    expect(() => parseSessionViewer({})).toThrow();
  });
});
