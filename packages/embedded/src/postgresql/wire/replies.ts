import { frame } from './frames.ts';

/** Answer to a request for TLS or GSS encryption: the loopback engine has neither. */
export const NO_ENCRYPTION = Buffer.from('N');

export const ASK_PASSWORD = frame('R', int32(3));

const AUTHENTICATION_OK = frame('R', int32(0));
const READY_IDLE = frame('Z', Buffer.from('I'));

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** What a client is told once it may speak; `settings` are those PostgreSQL reports at start. */
export function welcome(settings: ReadonlyMap<string, string>, sessionId: number): Buffer {
  const reports = [...settings].map(([name, value]) =>
    frame('S', Buffer.from(`${name}\0${value}\0`)),
  );
  const backendKey = frame('K', Buffer.concat([int32(sessionId), int32(0)]));
  return Buffer.concat([AUTHENTICATION_OK, ...reports, backendKey, READY_IDLE]);
}

export function fatalError(code: string, message: string): Buffer {
  return frame('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`));
}

/** Invites the client to send rows. Columns are not told: no client we know reads them. */
export function copyInResponse(isBinary: boolean): Buffer {
  return frame('G', Buffer.from([isBinary ? 1 : 0, 0, 0]));
}
